import Glibc

// The workloads of this directory; `Benchmarks/metrics.sh` runs them beside other clients.
//
//     bench-metrics                         all
//     bench-metrics observe text            only these
//     bench-metrics --exemplars 1000        1,000 observations inside of a span, not measured

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

let arguments = CommandLine.arguments
if arguments.count == 3, arguments[1] == "--exemplars", let count = Int(arguments[2]) {
    try Updates().observeWithExemplars(count)
} else {
    try Updates().run()
    try Expositions().run(series: 100_000)
}
