import Bytes
import Exposition

/// What Prometheus should have of a registry that was scraped as text: value by name and labels.
struct ExpectedSeries: MetricSink {
    /// OpenMetrics spells the bound one as 1.0, the older text as 1.
    let usesCanonicalBounds: Bool
    private(set) var values: [String: Double] = [:]
    private var family = FamilyDescription(name: "", type: .unknown)

    init(usesCanonicalBounds: Bool) { self.usesCanonicalBounds = usesCanonicalBounds }

    mutating func begin(_ family: FamilyDescription) { self.family = family }

    mutating func counter(_ labels: LabelValues, _ point: CounterPoint) {
        add("_total", labels, [], point.value)
    }

    mutating func gauge(_ labels: LabelValues, _ value: Double) { add("", labels, [], value) }

    mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        var cumulative: UInt64 = 0
        for (index, bound) in family.bounds.enumerated() where index < point.buckets.count {
            cumulative += point.buckets[index]
            add("_bucket", labels, ["le=\(spelled(bound))"], Double(cumulative))
        }
        add("_bucket", labels, ["le=+Inf"], Double(point.count))
        // OpenMetrics has neither sum nor count where observations may be negative.
        guard !usesCanonicalBounds || point.sum >= 0 else { return }
        add("_sum", labels, [], point.sum)
        add("_count", labels, [], Double(point.count))
    }

    mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint) {
        for (index, value) in point.values.enumerated() {
            add("", labels, ["quantile=\(spelled(family.quantiles[index]))"], value)
        }
        add("_sum", labels, [], point.sum)
        add("_count", labels, [], Double(point.count))
    }

    mutating func info(_ labels: LabelValues) { add("_info", labels, [], 1) }

    mutating func stateSet(_ labels: LabelValues, active: UInt64) {
        for (index, state) in family.states.enumerated() {
            let isActive = active >> UInt64(index) & 1 == 1
            add("", labels, ["\(family.name)=\(state)"], isActive ? 1 : 0)
        }
    }

    mutating func finish() {}

    private mutating func add(
        _ suffix: String,
        _ labels: LabelValues,
        _ extra: [String],
        _ value: Double
    ) {
        let pairs = zip(family.labelNames, labels.strings).filter { !$0.1.isEmpty }
            .map { "\($0.0)=\($0.1)" }
        let all = (pairs + extra).sorted().joined(separator: ",")
        values["\(family.name)\(suffix){\(all)}"] = value
    }

    private func spelled(_ bound: Double) -> String {
        if bound == 1e6 { return "1e+06" }
        if bound == bound.rounded(), !usesCanonicalBounds { return String(Int(bound)) }
        return bound.description
    }
}
