import Exposition
import Metrics

/// Keeps a snapshot as values that a test can look at.
struct SnapshotRecorder: MetricSink {
    var families: [Family] = []

    struct Family {
        let description: FamilyDescription
        var series: [(labels: LabelValues, point: Point)] = []
    }

    enum Point {
        case counter(CounterPoint)
        case gauge(Double)
        case histogram(HistogramPoint)
        case summary(SummaryPoint)
        case info
        case stateSet(UInt64)
    }

    init() {}

    init(_ registry: Registry) { registry.snapshot(into: &self) }

    mutating func begin(_ family: FamilyDescription) {
        families.append(Family(description: family))
    }

    private mutating func add(_ labels: LabelValues, _ point: Point) {
        families[families.count - 1].series.append((labels, point))
    }

    mutating func counter(_ labels: LabelValues, _ point: CounterPoint) {
        add(labels, .counter(point))
    }
    mutating func gauge(_ labels: LabelValues, _ value: Double) { add(labels, .gauge(value)) }
    mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        add(labels, .histogram(copy point))
    }
    mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint) {
        add(labels, .summary(copy point))
    }
    mutating func info(_ labels: LabelValues) { add(labels, .info) }
    mutating func stateSet(_ labels: LabelValues, active: UInt64) { add(labels, .stateSet(active)) }
    mutating func finish() {}

    /// All histograms of all families.
    var histograms: [HistogramPoint] {
        families.flatMap(\.series).compactMap {
            if case .histogram(let point) = $0.point { point } else { nil }
        }
    }

    /// The label values and the number of each counter and gauge of a family.
    func values(_ name: String) -> [[String]: Double] {
        var values: [[String]: Double] = [:]
        for family in families where family.description.name == name {
            for (labels, point) in family.series {
                let key = labels.isOverflow ? [LabelValues.overflowName] : labels.strings
                switch point {
                case .counter(let point): values[key] = point.value
                case .gauge(let value): values[key] = value
                default: break
                }
            }
        }
        return values
    }
}

extension Registry {
    /// Everything exposed, in one string.
    func text(_ format: ExpositionFormat = .text0, created: Bool = false) -> String {
        String(decoding: bytes(format, created: created), as: UTF8.self)
    }

    func bytes(_ format: ExpositionFormat, created: Bool = false) -> [UInt8] {
        let scrape = scrape(accept: format.accept, created: created)
        var bytes: [UInt8] = []
        while let piece = scrape.next() { bytes += piece }
        return bytes
    }
}

extension ExpositionFormat {
    /// A header that asks for this format with quoted names, where it has them.
    var accept: String {
        switch self {
        case .protobuf:
            """
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;\
            encoding=delimited;escaping=allow-utf-8
            """
        case .openMetrics1: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8"
        case .openMetrics0: "application/openmetrics-text;version=0.0.1"
        case .text1: "text/plain;version=1.0.0;escaping=allow-utf-8"
        case .text0: "text/plain;version=0.0.4"
        }
    }
}
