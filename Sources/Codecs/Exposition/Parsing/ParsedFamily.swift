package import Bytes

/// A metric as a parser found it, with all its samples.
package struct ParsedFamily: Equatable, Sendable {
    /// In OpenMetrics and protobuf counters have no `_total` here; in text they do.
    package var name: String
    /// `unknown` also stands for text's `untyped`.
    package var type: MetricType = .unknown
    /// `nil` when nothing was said, which is not the same as an empty text.
    package var help: String?
    package var unit: String?
    package var samples: [ParsedSample] = []
    /// Where the family is mentioned first.
    package var offset: Int
    /// The same place as an editor shows it; `nil` in protobuf.
    package var position: TextPosition?

    init(name: String, offset: Int, position: TextPosition? = nil) {
        self.name = name
        self.offset = offset
        self.position = position
    }
}

/// One line of an exposition, or the equal of it in protobuf.
package struct ParsedSample: Equatable, Sendable {
    /// With the suffix: `_total`, `_bucket`, ...
    package var name: String
    package var labels: ParsedLabels
    package var value: Double
    package var timestamp: ExpositionTimestamp?
    package var exemplars: [ParsedExemplar] = []
    /// When counting started; in text a sample `_created` of its own says so.
    package var created: ExpositionTimestamp?
    /// The buckets of a native histogram, of which `value` is the count.
    package var histogram: ParsedHistogram?
    /// Where it starts.
    package var offset: Int
    /// The line it is on; `nil` in protobuf.
    package var position: TextPosition?

    init(
        name: String,
        labels: ParsedLabels,
        value: Double,
        offset: Int,
        position: TextPosition? = nil
    ) {
        self.name = name
        self.labels = labels
        self.value = value
        self.offset = offset
        self.position = position
    }
}

package struct ParsedExemplar: Equatable, Sendable {
    package var labels: ParsedLabels
    package var value: Double
    package var timestamp: ExpositionTimestamp?
}

/// Labels in the order written, each name once.
package struct ParsedLabels: Equatable, Sendable {
    package var pairs: [Pair]

    package struct Pair: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    init(_ pairs: [Pair] = []) { self.pairs = pairs }

    package subscript(name: String) -> String? {
        pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Equal for equal labels in any order and different for others; `left` names one to leave out.
    func identity(without left: String? = nil) -> [UInt8] {
        var identity: [UInt8] = []
        let sorted = pairs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for pair in sorted where pair.name != left {
            // 0xFF is in no UTF-8 text, so no two label sets run together.
            identity += pair.name.utf8
            identity.append(0xFF)
            identity += pair.value.utf8
            identity.append(0xFF)
        }
        return identity
    }
}

/// A native histogram: exponential buckets, or of a float histogram, whose counts may be fractions.
package struct ParsedHistogram: Equatable, Sendable {
    package var schema: Int32 = 0
    package var zeroThreshold: Double = 0
    package var zeroCount: Double = 0
    package var count: Double = 0
    package var sum: Double = 0
    package var isFloat = false
    /// Ascending by index; integer counts are exact up to 2^53.
    package var positive: [Bucket] = []
    package var negative: [Bucket] = []

    package struct Bucket: Equatable, Sendable {
        package let index: Int32
        package let count: Double
    }
}
