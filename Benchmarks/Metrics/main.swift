import Glibc

// The workloads of this directory; `Benchmarks/metrics.sh` runs them beside other clients.
// Arguments name the workloads to run; without any, all are run.

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

try Updates().run()
try Expositions().run(series: 100_000)
