import Clocks
import Exposition

/// What a collector has found for one scrape.
///
/// Only the families that were registered with the collector are taken, each series once, and only
/// with as many label values as the family has labels; what does not fit is left out.
public struct CollectedSamples {
    private var families: [String: Series] = [:]
    private let created: Instant

    /// The series of one family.
    struct Series {
        let description: FamilyDescription
        var labels: Set<LabelValues> = []
        var points: [(labels: LabelValues, point: Point)] = []
    }

    enum Point {
        case value(Double)
        case histogram(HistogramPoint)
        case summary(SummaryPoint)
    }

    init(_ families: [CollectedFamily], created: Instant) {
        self.created = created
        for family in families {
            self.families[family.description.name] = Series(description: family.description)
        }
    }

    /// The value of a counter, a gauge or a metric of unknown type.
    public mutating func add(_ family: CollectedFamily, _ value: Double) {
        add(family, [], value)
    }

    /// The value of one series of a counter, a gauge or a metric of unknown type.
    public mutating func add(_ family: CollectedFamily, _ labels: [String], _ value: Double) {
        switch family.description.type {
        case .counter where !(value >= 0): return
        case .counter, .gauge, .unknown: add(family, labels, point: .value(value))
        default: return
        }
    }

    /// The counts of a histogram's buckets, not cumulative, the last one above all bounds.
    public mutating func add(
        _ family: CollectedFamily,
        _ labels: [String] = [],
        buckets: [UInt64],
        sum: Double
    ) {
        let type = family.description.type
        guard type == .histogram || type == .gaugeHistogram else { return }
        guard buckets.count == family.description.bounds.count + 1 else { return }
        var point = HistogramPoint()
        point.created = created
        point.buckets = buckets
        point.count = buckets.reduce(0, &+)
        point.sum = sum
        add(family, labels, point: .histogram(point))
    }

    /// The values of a summary's quantiles.
    public mutating func add(
        _ family: CollectedFamily,
        _ labels: [String] = [],
        count: UInt64,
        sum: Double,
        values: [Double]
    ) {
        guard family.description.type == .summary else { return }
        guard values.count == family.description.quantiles.count else { return }
        var point = SummaryPoint()
        point.created = created
        point.count = count
        point.sum = sum
        point.values = values
        add(family, labels, point: .summary(point))
    }

    private mutating func add(_ family: CollectedFamily, _ labels: [String], point: Point) {
        let name = family.description.name
        guard labels.count == families[name]?.description.labelNames.count else { return }
        let values = LabelValues(labels)
        guard families[name]?.labels.insert(values).inserted == true else { return }
        families[name]?.points.append((values, point))
    }

    /// Hands everything on, family by family in the order of registration.
    func send<Sink: MetricSink & ~Copyable>(_ order: [CollectedFamily], to sink: inout Sink) {
        for family in order {
            guard let series = families[family.description.name] else { continue }
            guard !series.points.isEmpty else { continue }
            sink.begin(series.description)
            for (labels, point) in series.points {
                switch point {
                case .value(let value) where series.description.type == .counter:
                    sink.counter(labels, CounterPoint(whole: 0, fraction: value, created: created))
                case .value(let value): sink.gauge(labels, value)
                case .histogram(let point): sink.histogram(labels, point)
                case .summary(let point): sink.summary(labels, point)
                }
            }
        }
    }
}

/// Families and what computes them.
struct CollectorEntry: Sendable {
    let families: [CollectedFamily]
    let collect: @Sendable (inout CollectedSamples) -> Void
    let created: Instant
}
