package import Metrics
import TraceContext

/// A registry full of chance: every type, odd names and label values, exemplars, native histograms.
///
/// The same seed makes the same registry, except that `prefix` stands before every name, so that
/// several can be exposed together.
package struct RandomRegistry {
    package let registry: Registry
    private var random: SplitMix
    private let time = SimulatedTime()
    private let prefix: String
    private var count = 0
    /// Whether a family may go beyond its limit, which shows in a metric of a fixed name.
    private let overflows: Bool

    package init(seed: UInt64, prefix: String = "", overflows: Bool = true) throws {
        random = SplitMix(seed: seed)
        self.prefix = prefix
        self.overflows = overflows
        registry = Registry(time: time)
        for _ in 0..<Int.random(in: 1...6, using: &random) { try addFamily() }
    }

    private static let words = [
        "http", "requests", "größe", "µs.p99", "a b", "x:y", "über/cool", "9lives", "quo\"te",
        "back\\slash", "日本", "é́", "𝛑", "total", "bucket", "sum",
    ]

    private static let values = [
        "", "GET", "a\"b", "c\\d", "e\nf", "} # {", "# EOF", "é", "日本", "𝛑", " lead", "trail ",
        "comma,equals=", "\\n", "\\\"", "\t", "{le=\"1\"}", "1.0", "+Inf", "'", "\u{7F}", "\r",
    ]

    private mutating func name() -> String {
        count += 1
        let words = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            Self.words.randomElement(using: &random) ?? ""
        }
        // A number of its own keeps names apart in every spelling.
        return prefix + "m\(count)x"
            + words.joined(separator: ["_", ".", ""].randomElement(using: &random) ?? "")
    }

    private mutating func labels() -> [String] {
        (0..<Int.random(in: 0...3, using: &random)).map { index in
            let word = Self.words.randomElement(using: &random) ?? ""
            return "l\(index)" + word
        }
    }

    private mutating func values(_ labels: [String]) -> [String] {
        labels.map { _ in Self.values.randomElement(using: &random) ?? "" }
    }

    private mutating func help() -> String {
        ["", "Help.", "Say \"hi\".", "Back\\slash", "two\nlines", "日本 # EOF", " x "]
            .randomElement(using: &random) ?? ""
    }

    private mutating func unit() -> String {
        ["", "", "seconds", "bytes"].randomElement(using: &random) ?? ""
    }

    private mutating func options() -> FamilyOptions {
        let limit = overflows && Int.random(in: 0..<4, using: &random) == 0 ? 2 : 100
        return FamilyOptions(cardinalityLimit: limit, exemplars: Bool.random(using: &random))
    }

    /// Mostly ordinary numbers, now and then an extreme one.
    private mutating func number() -> Double {
        let extremes: [Double] = [
            0, -0.0, .infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e15, 1e16,
            123_456_789, -1, 0x1p-128,
        ]
        if Int.random(in: 0..<8, using: &random) == 0 {
            return extremes.randomElement(using: &random) ?? 0
        }
        return Double.random(in: -10...1000, using: &random)
    }

    private mutating func observations(_ observe: (Double) -> Void) {
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            time.advance(by: .milliseconds(Int64.random(in: 0...5000, using: &random)))
            let id = UInt64.random(in: 1...9, using: &random)
            let span = SpanContext(
                traceID: TraceID(high: id, low: id),
                spanID: SpanID(value: id),
                flags: Bool.random(using: &random) ? .sampled : []
            )
            let value = number()
            ActiveSpan.$current.withValue(span) { observe(value) }
        }
    }

    private mutating func bounds() -> [Double] {
        let pool: [Double] = [-5, -1, 0, 0.005, 0.1, 1, 2.5, 100, 100_000, 1_000_000, 2_500_000]
        return pool.filter { _ in Bool.random(using: &random) }
    }

    private mutating func buckets() -> Buckets {
        let native = NativeBuckets(
            factor: [1.005, 1.1, 2, 70_000].randomElement(using: &random) ?? 2,
            limit: [3, 20, 160].randomElement(using: &random) ?? 160
        )
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .classic(bounds())
        case 1: return .native(native)
        default: return .both(bounds(), native)
        }
    }
}

// MARK: - Families

extension RandomRegistry {
    private mutating func addFamily() throws {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: try addCounter()
        case 1: try addGauge()
        case 2, 3: try addHistogram()
        case 4: try addSummary()
        case 5: try addInfo()
        case 6: try addStateSet()
        default: try addCollector()
        }
    }

    private mutating func addCounter() throws {
        let labels = labels()
        let family = try registry.counter(
            name(),
            help: help(),
            unit: unit(),
            labels: labels,
            options: options()
        )
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let child = family.with(values(labels))
            observations { child.increment(by: $0.rounded()) }
            child.increment(by: Int.random(in: 0...Int.max / 1024, using: &random))
        }
    }

    private mutating func addGauge() throws {
        let labels = labels()
        let family = try registry.gauge(
            name(),
            help: help(),
            unit: unit(),
            labels: labels,
            options: options()
        )
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            family.with(values(labels)).set(number())
        }
    }

    private mutating func addHistogram() throws {
        let labels = labels()
        let family = try registry.histogram(
            name(),
            help: help(),
            unit: unit(),
            labels: labels,
            buckets: buckets(),
            options: options()
        )
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let child = family.with(values(labels))
            observations { child.observe($0) }
        }
    }

    private mutating func addSummary() throws {
        let labels = labels()
        let family = try registry.summary(name(), help: help(), unit: unit(), labels: labels)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let child = family.with(values(labels))
            observations { child.observe($0) }
        }
    }

    private mutating func addInfo() throws {
        let version = Self.values.randomElement(using: &random) ?? ""
        _ = try registry.info(name(), help: help(), ["version": version, "co.mmit": "abc"])
    }

    private mutating func addStateSet() throws {
        let name = name().filter { $0 != ":" }
        let states = ["on", "off", "quo\"te", "日本"]
        let set = try registry.stateSet(name, help: help(), states: states)
        for state in states { set.set(state, to: Bool.random(using: &random)) }
    }

    private mutating func addCollector() throws {
        let labels = labels()
        let (first, second) = (values(labels), number())
        let bounds = bounds()
        let unknown = CollectedFamily.unknown(name(), help: help(), labels: labels)
        let ages = CollectedFamily.gaugeHistogram(name(), help: help(), bounds: bounds)
        let counts = bounds.map { _ in UInt64.random(in: 0...9, using: &random) } + [3]
        try registry.collect([unknown, ages]) { samples in
            samples.add(unknown, first, second)
            samples.add(ages, buckets: counts, sum: second)
        }
    }
}
