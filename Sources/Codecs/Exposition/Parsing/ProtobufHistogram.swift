import Bytes
import Wire

/// The native part of a `Histogram` message: buckets as spans of consecutive indices.
///
///     spans   (offset 2, length 2), (offset 1, length 1)     indices 2, 3 and 5
///     deltas  +4, -1, +2                                     counts  4, 3 and 5
struct ProtobufHistogram {
    private var histogram = ParsedHistogram()
    private var positive = Side()
    private var negative = Side()
    private let limits: ExpositionLimits

    /// The buckets of one sign as they are sent.
    private struct Side {
        var spans: [(offset: Int32, length: UInt32)] = []
        var deltas: [Int64] = []
        var counts: [Double] = []
    }

    init(_ message: WireReader, limits: ExpositionLimits) throws(WireError) {
        self.limits = limits
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: histogram.count = Double(try field.uint64())
            case 2: histogram.sum = try field.double()
            case 4:
                histogram.count = try field.double()
                histogram.isFloat = histogram.count > 0
            case 5:
                histogram.schema = try field.sint32()
            case 6: histogram.zeroThreshold = try field.double()
            case 7: histogram.zeroCount = Double(try field.uint64())
            case 8: histogram.zeroCount = try field.double()
            case 9...11: try add(field, from: message, to: \.negative, first: 9)
            case 12...14: try add(field, from: message, to: \.positive, first: 12)
            default: break
            }
        }
    }

    private mutating func add(
        _ field: WireField,
        from message: WireReader,
        to side: WritableKeyPath<ProtobufHistogram, Side>,
        first: Int
    ) throws(WireError) {
        let room = limits.buckets
        func check(_ count: Int) throws(WireError) {
            if count >= room { throw Self.refused(field.offset, "more than \(room) buckets") }
        }
        switch field.number - first {
        case 0:
            try check(self[keyPath: side].spans.count)
            self[keyPath: side].spans.append(try Self.span(message.message(field)))
        case 1:
            try message.forEachSint64(in: field) { (delta) throws(WireError) in
                try check(self[keyPath: side].deltas.count)
                self[keyPath: side].deltas.append(delta)
            }
        default:
            try message.forEachDouble(in: field) { (count) throws(WireError) in
                try check(self[keyPath: side].counts.count)
                self[keyPath: side].counts.append(count)
            }
        }
    }

    private static func span(
        _ message: WireReader
    ) throws(WireError) -> (offset: Int32, length: UInt32) {
        var offset: Int32 = 0
        var length: UInt32 = 0
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: offset = try field.sint32()
            case 2: length = try field.uint32()
            default: break
            }
        }
        return (offset, length)
    }

    /// The histogram with its buckets, checked; it is native when it says anything a classic one
    /// does not say (an empty native histogram has a span of no buckets for that).
    func parsed(
        at offset: Int
    ) throws(WireError) -> (histogram: ParsedHistogram, isNative: Bool) {
        let isNative =
            !positive.spans.isEmpty || !negative.spans.isEmpty || histogram.zeroThreshold > 0
            || histogram.zeroCount > 0
        guard isNative else { return (histogram, false) }
        guard (-4...8).contains(histogram.schema) else {
            throw Self.refused(offset, "schema \(histogram.schema) is not between -4 and 8")
        }
        guard histogram.zeroThreshold >= 0, histogram.zeroCount >= 0, histogram.count >= 0 else {
            throw Self.refused(offset, "a count or threshold that is negative or NaN")
        }
        var whole = histogram
        whole.positive = try Self.buckets(positive, limits.buckets, at: offset)
        whole.negative = try Self.buckets(negative, limits.buckets, at: offset)
        whole.isFloat = whole.isFloat || !positive.counts.isEmpty || !negative.counts.isEmpty
        let inBuckets = (whole.positive + whole.negative).reduce(whole.zeroCount) { $0 + $1.count }
        // A NaN is counted, but falls into no bucket; sums of fractions may be off by rounding.
        guard inBuckets <= whole.count || whole.isFloat else {
            throw Self.refused(offset, "the buckets hold \(inBuckets) of \(whole.count) values")
        }
        return (whole, true)
    }

    private static func buckets(
        _ side: Side,
        _ limit: Int,
        at offset: Int
    ) throws(WireError) -> [ParsedHistogram.Bucket] {
        let total = side.spans.reduce(0 as UInt64) { $0 + UInt64($1.length) }
        guard total <= UInt64(clamping: limit) else {
            throw refused(offset, "spans of \(total) buckets; at most \(limit) are read")
        }
        let counts = side.counts.isEmpty ? try counts(of: side.deltas, at: offset) : side.counts
        guard counts.count == Int(total) else {
            throw refused(offset, "spans of \(total) buckets, but counts of \(counts.count)")
        }
        guard counts.allSatisfy({ $0 >= 0 }) else { throw refused(offset, "a negative bucket") }
        var buckets: [ParsedHistogram.Bucket] = []
        var index: Int64 = 0
        for (position, span) in side.spans.enumerated() {
            guard position == 0 || span.offset >= 0 else {
                throw refused(offset, "a span that starts before the end of the one before it")
            }
            index += Int64(span.offset)
            for _ in 0..<span.length {
                guard let fitting = Int32(exactly: index) else {
                    throw refused(offset, "bucket index \(index) does not fit into 32 bits")
                }
                buckets.append(.init(index: fitting, count: counts[buckets.count]))
                index += 1
            }
        }
        return buckets
    }

    /// Each delta is relative to the bucket before.
    private static func counts(of deltas: [Int64], at offset: Int) throws(WireError) -> [Double] {
        var counts: [Double] = []
        var count: Int64 = 0
        for delta in deltas {
            let (next, overflow) = count.addingReportingOverflow(delta)
            if overflow { throw refused(offset, "a bucket of more than 2^63 values") }
            count = next
            counts.append(Double(count))
        }
        return counts
    }

    private static func refused(_ offset: Int, _ sentence: String) -> WireError {
        WireError(offset: offset, reason: .refused("a native histogram: \(sentence)"))
    }
}
