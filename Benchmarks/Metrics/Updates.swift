import Metrics
import TraceContext

/// What a program does between scrapes.
struct Updates {
    private let registry = Registry()
    private let values = Updates.values()

    /// From a millisecond to ten seconds, evenly in their logarithm; the same in all languages.
    static func values() -> [Double] {
        var state: UInt64 = 1
        return (0..<4096).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return 0.001 * power(10, 4 * Double(state >> 11) / 0x1p53)
        }
    }

    func run() throws {
        try measureCounter()
        try measureGauge()
        try measureLookup()
        try measureHistograms()
        try measureExemplar()
    }

    private func measureCounter() throws {
        let counter = try registry.counter("c", help: "c")
        Stopwatch.measure("increment", 50_000_000) { count in
            for _ in 0..<count { counter.increment() }
        }
        Stopwatch.measure("add", 50_000_000) { count in
            for _ in 0..<count { counter.increment(by: 1.5) }
        }
        let shared = try registry.counter("shared", help: "s")
        Stopwatch.measure("increment-by-two", threads: 2, 20_000_000) { count in
            for _ in 0..<count { shared.increment() }
        }
    }

    private func measureGauge() throws {
        let gauge = try registry.gauge("g", help: "g")
        Stopwatch.measure("set", 50_000_000) { count in
            for index in 0..<count { gauge.set(Double(index)) }
        }
    }

    private func measureLookup() throws {
        let family = try registry.counter("v", help: "v", labels: ["method", "path", "code"])
        let methods = ["GET", "POST", "PUT", "DELETE"]
        let codes = ["200", "404", "500"]
        Stopwatch.measure("lookup", 10_000_000) { count in
            for index in 0..<count {
                family.with(methods[index & 3], "/api/v1/releases", codes[index % 3]).increment()
            }
        }
    }

    private func measureHistograms() throws {
        let classic = try registry.histogram("h", help: "h")
        Stopwatch.measure("observe", 20_000_000) { count in
            for index in 0..<count { classic.observe(values[index & 4095]) }
        }
        let native = try registry.histogram("n", help: "n", buckets: .native())
        Stopwatch.measure("observe-native", 20_000_000) { count in
            for index in 0..<count { native.observe(values[index & 4095]) }
        }
    }

    private func measureExemplar() throws {
        let histogram = try makeExemplarHistogram()
        ActiveSpan.$current.withValue(Self.span) {
            Stopwatch.measure("observe-exemplar", 5_000_000) { count in
                for index in 0..<count { histogram.observe(values[index & 4095]) }
            }
        }
    }

    /// Observes inside of a sampled span and does nothing else; `Benchmarks/metrics.sh` counts the
    /// allocations of a short and of a long run.
    func observeWithExemplars(_ count: Int) throws {
        let histogram = try makeExemplarHistogram()
        ActiveSpan.$current.withValue(Self.span) {
            for index in 0..<count { histogram.observe(values[index & 4095]) }
        }
    }

    private func makeExemplarHistogram() throws -> Histogram {
        let options = FamilyOptions(exemplars: true)
        return try registry.histogram("e", help: "e", buckets: .both(), options: options)
    }

    private static let span = SpanContext(
        traceID: TraceID(high: 0x4BF9_2F35_77B3_4DA6, low: 0xA3CE_929D_0E0E_4736),
        spanID: SpanID(value: 0x00F0_67AA_0BA9_02B7),
        flags: .sampled
    )
}
