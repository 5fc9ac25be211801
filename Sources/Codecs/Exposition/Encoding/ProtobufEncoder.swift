package import Bytes
import Wire

/// Writes length-delimited `io.prometheus.client.MetricFamily` messages.
///
/// The length of a message stands before it, so a message has to be in memory whole. A family with
/// many series is therefore written as several messages of the same name, each of some tens of
/// kilobytes; readers take every message by itself.
package struct ProtobufEncoder: ~Copyable, ExpositionEncoder {
    private var output = ByteBuffer()
    /// The message in the making.
    private var message = ByteBuffer()
    /// The series in the making.
    private var metric = ByteBuffer()
    /// How long the message was when it had no series yet.
    private var headerLength = 0
    private let escaping: EscapingScheme
    private var family = FamilyDescription(name: "", type: .unknown)
    /// The escaped label names, as the first field of a label pair.
    private var keys = Fragments()
    /// The name under which a state set gives the state.
    private var stateLabel = ""

    /// A message is finished when it is at least this long.
    private static let messageSize = 32 * 1024

    package init(escaping: EscapingScheme) { self.escaping = escaping }

    package var outputCount: Int { output.count + message.count }

    package mutating func swapOutput(with buffer: inout ByteBuffer) {
        flush(continuing: true)
        swap(&output, &buffer)
    }

    package mutating func begin(_ family: FamilyDescription) {
        flush(continuing: false)
        self.family = family
        stateLabel = escaping.labelName(family.name)
        keys.removeAll()
        for label in family.labelNames {
            let name = escaping.labelName(label)
            keys.add { $0.append(field: 1, string: name) }
        }
        writeHeader()
    }

    package mutating func finish() { flush(continuing: false) }

    /// Moves the message to the output, unless it has no series.
    private mutating func flush(continuing: Bool) {
        guard message.count > headerLength else { return }
        output.append(varint: UInt64(message.count))
        output.append(message)
        message.truncate(to: continuing ? headerLength : 0)
    }

    private mutating func writeHeader() {
        message.removeAll()
        message.append(field: 1, string: escaping.metricName(family.seriesName))
        if !family.help.isEmpty { message.append(field: 2, string: family.help) }
        message.append(field: 3, varint: typeNumber)
        if !family.unit.isEmpty { message.append(field: 5, string: family.unit) }
        headerLength = message.count
    }

    private var typeNumber: UInt64 {
        switch family.type {
        case .counter: 0
        case .gauge, .info, .stateSet: 1
        case .summary: 2
        case .unknown: 3
        case .histogram: 4
        case .gaugeHistogram: 5
        }
    }

    /// Begins a series with its labels.
    private mutating func beginMetric(_ labels: LabelValues) {
        metric.removeAll()
        if labels.isOverflow {
            metric.append(label: LabelValues.overflowName, "true")
            return
        }
        var index = 0
        labels.visit { value in
            let valueLength = ByteBuffer.lengthOfField(ofBytes: value.byteCount)
            metric.append(tag: 1, .length)
            metric.append(varint: UInt64(keys.length(of: index) + valueLength))
            keys.copy(index, to: &metric)
            metric.append(field: 2, bytes: value)
            index += 1
        }
    }

    private mutating func endMetric() {
        message.append(tag: 4, .length)
        message.append(varint: UInt64(metric.count))
        message.append(metric)
        if message.count >= Self.messageSize { flush(continuing: true) }
    }
}

// MARK: - Series

extension ProtobufEncoder {
    package mutating func counter(_ labels: LabelValues, _ point: CounterPoint) {
        beginMetric(labels)
        metric.append(message: 3) { counter in
            counter.append(field: 1, double: point.value)
            if let exemplar = point.exemplar { counter.append(exemplar: exemplar, field: 2) }
            counter.append(time: point.created, field: 3)
        }
        endMetric()
    }

    package mutating func gauge(_ labels: LabelValues, _ value: Double) {
        let field = family.type == .unknown ? 5 : 2
        beginMetric(labels)
        metric.append(message: field) { $0.append(field: 1, double: value) }
        endMetric()
    }

    package mutating func info(_ labels: LabelValues) { gauge(labels, 1) }

    package mutating func stateSet(_ labels: LabelValues, active: UInt64) {
        for (index, state) in family.states.enumerated() {
            beginMetric(labels)
            metric.append(label: stateLabel, state)
            let value: Double = active >> UInt64(index) & 1 == 1 ? 1 : 0
            metric.append(message: 2) { $0.append(field: 1, double: value) }
            endMetric()
        }
    }

    package mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint) {
        let quantiles = family.quantiles
        beginMetric(labels)
        metric.append(message: 4) { summary in
            summary.append(field: 1, varint: point.count)
            summary.append(field: 2, double: point.sum)
            for (quantile, value) in zip(quantiles, point.values) {
                summary.append(message: 3) { pair in
                    pair.append(field: 1, double: quantile)
                    pair.append(field: 2, double: value)
                }
            }
            summary.append(time: point.created, field: 4)
        }
        endMetric()
    }

    package mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        let bounds = family.bounds
        beginMetric(labels)
        metric.append(message: 7) { histogram in
            histogram.append(field: 1, varint: point.count)
            histogram.append(field: 2, double: point.sum)
            histogram.append(buckets: point, bounds: bounds)
            if let native = point.native { histogram.append(native: native) }
            histogram.append(time: point.created, field: 15)
            guard point.native != nil else { return }
            for exemplar in point.nativeExemplars {
                histogram.append(exemplar: exemplar, field: 16)
            }
        }
        endMetric()
    }
}
