import Bytes
import Clocks
import TraceContext
import Wire

// The messages of `io.prometheus.client` that stand inside of a `Metric`.

extension ByteBuffer {
    /// The length of a field with a number below 16 that holds `count` bytes.
    @inline(__always)
    static func lengthOfField(ofBytes count: Int) -> Int {
        let bits = 64 - (UInt64(count) | 1).leadingZeroBitCount
        return 1 + (bits + 6) / 7 + count
    }

    /// Appends a `LabelPair`.
    mutating func append(label name: String, _ value: String) {
        append(message: 1) { pair in
            pair.append(field: 1, string: name)
            pair.append(field: 2, string: value)
        }
    }

    /// Appends a `google.protobuf.Timestamp`.
    mutating func append(time: Instant, field: Int) {
        let seconds = time.seconds
        append(message: field) { timestamp in
            timestamp.append(field: 1, int: seconds)
            timestamp.append(field: 2, int: time.nanoseconds - seconds * 1_000_000_000)
        }
    }

    /// Appends an `Exemplar`.
    mutating func append(exemplar: Exemplar, field: Int) {
        append(message: field) { message in
            message.append(label: "trace_id", exemplar.traceID.description)
            message.append(label: "span_id", exemplar.spanID.description)
            message.append(field: 2, double: exemplar.value)
            message.append(time: exemplar.time, field: 3)
        }
    }

    /// Appends the classic buckets, cumulative.
    ///
    /// The one without a bound says no more than the count, unless it has an exemplar.
    mutating func append(buckets point: borrowing HistogramPoint, bounds: [Double]) {
        var cumulative: UInt64 = 0
        for (index, count) in point.buckets.enumerated() {
            cumulative &+= count
            let exemplar = index < point.bucketExemplars.count ? point.bucketExemplars[index] : nil
            if index == bounds.count, exemplar == nil { return }
            append(message: 3) { bucket in
                bucket.append(field: 1, varint: cumulative)
                bucket.append(field: 2, double: index < bounds.count ? bounds[index] : .infinity)
                if let exemplar { bucket.append(exemplar: exemplar, field: 3) }
            }
        }
    }

    /// Appends the fields of a native histogram.
    ///
    /// One that has no bucket at all gets an empty span, without which readers would take it for a
    /// classic histogram.
    mutating func append(native: NativePoint) {
        append(field: 5, sint: Int64(native.schema))
        append(field: 6, double: native.zeroThreshold)
        append(field: 7, varint: native.zeroCount)
        append(buckets: native.negative, spanField: 9, deltaField: 10)
        append(buckets: native.positive, spanField: 12, deltaField: 13)
        if native.negative.isEmpty, native.positive.isEmpty {
            append(span: 12, offset: 0, length: 0)
        }
    }

    /// Appends runs of neighbouring buckets, and the difference of each count to the one before.
    ///
    /// A run's offset is counted from the end of the run before, the first one's from zero. A gap
    /// of one or two buckets is bridged by empty buckets, which are shorter than another run.
    private mutating func append(buckets: [NativeBucket], spanField: Int, deltaField: Int) {
        guard let first = buckets.first else { return }
        var deltas: [Int64] = []
        var previous: Int64 = 0
        var offset = Int64(first.index)
        var length = 0
        var next = Int64(first.index)
        for bucket in buckets {
            let gap = Int64(bucket.index) - next
            if gap > 2 {
                append(span: spanField, offset: offset, length: length)
                offset = gap
                length = 0
            } else {
                for _ in 0..<gap {
                    deltas.append(-previous)
                    previous = 0
                    length += 1
                }
            }
            let count = Int64(clamping: bucket.count)
            deltas.append(count - previous)
            previous = count
            length += 1
            next = Int64(bucket.index) + 1
        }
        append(span: spanField, offset: offset, length: length)
        for delta in deltas { append(field: deltaField, sint: delta) }
    }

    private mutating func append(span field: Int, offset: Int64, length: Int) {
        append(message: field) { span in
            span.append(field: 1, sint: offset)
            span.append(field: 2, varint: UInt64(length))
        }
    }
}
