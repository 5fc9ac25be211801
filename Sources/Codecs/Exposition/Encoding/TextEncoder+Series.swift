import Bytes
import Clocks
import TraceContext

extension TextEncoder {
    package mutating func counter(_ labels: LabelValues, _ point: CounterPoint) {
        beginSeries(labels)
        line(0)
        if point.fraction == 0 {
            output.append(decimal: point.whole)
        } else {
            output.append(double: point.value)
        }
        write(point.exemplar)
        output.append(0x0A)
        writeCreated(point.created, suffix: 1)
    }

    package mutating func gauge(_ labels: LabelValues, _ value: Double) {
        beginSeries(labels)
        line(0)
        output.append(double: value)
        output.append(0x0A)
    }

    package mutating func info(_ labels: LabelValues) {
        beginSeries(labels)
        line(0)
        output.append(literal: "1\n")
    }

    package mutating func stateSet(_ labels: LabelValues, active: UInt64) {
        beginSeries(labels)
        for index in family.states.indices {
            line(0, extra: index)
            output.append(literal: active >> UInt64(index) & 1 == 1 ? "1\n" : "0\n")
        }
    }

    package mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint) {
        beginSeries(labels)
        for (index, value) in point.values.enumerated() {
            // OpenMetrics has no negative quantile values and no sum of negative observations.
            if isOpenMetrics, value < 0 { continue }
            line(0, extra: index)
            output.append(double: value)
            output.append(0x0A)
        }
        if !isOpenMetrics || point.sum >= 0 {
            line(1)
            output.append(double: point.sum)
            output.append(0x0A)
        }
        line(2)
        output.append(decimal: point.count)
        output.append(0x0A)
        writeCreated(point.created, suffix: 3)
    }

    package mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        beginSeries(labels)
        var cumulative: UInt64 = 0
        for index in family.bounds.indices where index < point.buckets.count {
            cumulative &+= point.buckets[index]
            writeBucket(index, cumulative, point.exemplar(ofBucket: index))
        }
        let last = family.bounds.count
        writeBucket(last, point.count, point.exemplar(ofBucket: last))
        if hasSum(point) {
            line(1)
            output.append(double: point.sum)
            output.append(0x0A)
            line(2)
            output.append(decimal: point.count)
            output.append(0x0A)
        }
        if family.type == .histogram { writeCreated(point.created, suffix: 3) }
    }

    /// OpenMetrics allows a sum only where it can neither fall nor be not-a-number.
    ///
    /// Without the sum there must be no count either; it is the last bucket's value.
    private func hasSum(_ point: borrowing HistogramPoint) -> Bool {
        guard isOpenMetrics else { return true }
        let hasNegativeBuckets = family.bounds.contains { $0 < 0 }
        if family.type == .gaugeHistogram {
            return hasNegativeBuckets ? !point.sum.isNaN : point.sum >= 0
        }
        return point.sum >= 0 && !hasNegativeBuckets
    }

    private mutating func writeBucket(_ index: Int, _ cumulative: UInt64, _ exemplar: Exemplar?) {
        line(0, extra: index)
        output.append(decimal: cumulative)
        write(exemplar)
        output.append(0x0A)
    }

    private mutating func writeCreated(_ created: Instant, suffix: Int) {
        guard isOpenMetrics, writesCreated else { return }
        line(suffix)
        output.append(seconds: created)
        output.append(0x0A)
    }

    /// The labels of an exemplar take 63 of the 128 characters that OpenMetrics allows.
    private mutating func write(_ exemplar: Exemplar?) {
        guard isOpenMetrics, let exemplar else { return }
        output.append(literal: " # {trace_id=\"")
        output.append(hexadecimal: exemplar.traceID.high)
        output.append(hexadecimal: exemplar.traceID.low)
        output.append(literal: "\",span_id=\"")
        output.append(hexadecimal: exemplar.spanID.value)
        output.append(literal: "\"} ")
        output.append(double: exemplar.value)
        output.append(0x20)
        output.append(seconds: exemplar.time)
    }
}

extension HistogramPoint {
    /// The exemplar of a classic bucket; the last bucket of a purely native histogram shows the
    /// latest one, because no other bucket is there to do it.
    borrowing func exemplar(ofBucket index: Int) -> Exemplar? {
        if index < bucketExemplars.count { return bucketExemplars[index] }
        return buckets.isEmpty ? nativeExemplars.last : nil
    }
}
