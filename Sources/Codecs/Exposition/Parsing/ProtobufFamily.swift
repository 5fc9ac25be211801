import Bytes
import Wire

/// One `MetricFamily` message: its fields, of which the type may come after the metrics.
struct ProtobufFamily {
    private let message: WireReader
    private let limits: ExpositionLimits
    private var name = ""
    private var help: String?
    private var unit: String?
    private var type = MetricType.counter
    private var metrics: [WireField] = []

    /// In the order of their numbers.
    private static let types: [MetricType] = [
        .counter, .gauge, .summary, .unknown, .histogram, .gaugeHistogram,
    ]

    init(_ message: WireReader, limits: ExpositionLimits) throws(WireError) {
        self.message = message
        self.limits = limits
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: name = try message.string(field)
            case 2: help = try message.string(field)
            case 3: type = try Self.type(field)
            case 4: metrics.append(field)
            case 5: unit = try message.string(field)
            default: break
            }
        }
    }

    private static func type(_ field: WireField) throws(WireError) -> MetricType {
        let number = Int(try field.int32())
        guard types.indices.contains(number) else {
            throw WireError(offset: field.offset, reason: .refused("\(number) is no metric type"))
        }
        return types[number]
    }

    func parsed(at start: Int) throws(WireError) -> ParsedFamily {
        guard !name.isEmpty, name.utf8.count <= limits.nameLength else {
            throw WireError(offset: start, reason: .refused("a metric without a name"))
        }
        var family = ParsedFamily(name: name, offset: start)
        family.type = type
        family.help = help
        family.unit = unit
        for metric in metrics {
            let reader = try message.message(metric)
            family.samples += try samples(of: reader, at: metric.offset)
        }
        return family
    }

    /// One `Metric`: labels, a timestamp and the value of the family's type.
    private func samples(
        of metric: WireReader,
        at offset: Int
    ) throws(WireError) -> [ParsedSample] {
        var labels = ParsedLabels()
        var timestamp: ExpositionTimestamp?
        var value: WireField?
        var fields = metric
        while let field = try fields.next() {
            switch field.number {
            case 1: try labels.add(label: metric.message(field), limits: limits, at: field.offset)
            case 6: timestamp = ExpositionTimestamp(milliseconds: try field.int64())
            case valueField: value = field
            default: break
            }
        }
        guard let value else {
            let sentence = "a \(type.rawValue) \"\(name)\" without its value"
            throw WireError(offset: offset, reason: .refused(sentence))
        }
        var samples = try ProtobufValue(name: name, labels: labels, limits: limits, offset: offset)
            .samples(of: type, from: metric.message(value))
        for position in samples.indices { samples[position].timestamp = timestamp }
        return samples
    }

    /// The field of a `Metric` in which a value of the family's type is.
    private var valueField: Int {
        switch type {
        case .gauge: 2
        case .counter: 3
        case .summary: 4
        case .histogram, .gaugeHistogram: 7
        default: 5
        }
    }
}

extension ParsedLabels {
    /// Adds a `LabelPair`.
    mutating func add(
        label: WireReader,
        limits: ExpositionLimits,
        at offset: Int
    ) throws(WireError) {
        var name = ""
        var value = ""
        var fields = label
        while let field = try fields.next() {
            switch field.number {
            case 1: name = try label.string(field)
            case 2: value = try label.string(field)
            default: break
            }
        }
        var problem: String?
        if name.isEmpty || name.utf8.count > limits.nameLength {
            problem = "a label without a name"
        }
        if pairs.count >= limits.labels { problem = "more than \(limits.labels) labels" }
        if pairs.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            problem = "the label name \"\(name)\" occurs twice"
        }
        if let problem { throw WireError(offset: offset, reason: .refused(problem)) }
        pairs.append(Pair(name: name, value: value))
    }
}
