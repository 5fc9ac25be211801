import Bytes
import Wire

/// Parses `io.prometheus.client.MetricFamily` messages, each after its length, one at a time.
///
/// Names are taken as they are: the protobuf form of a counter has its `_total` in the name.
/// A histogram gives the samples it would have in text; its native buckets, if it has some, come
/// before them as a sample of the family's own name.
package struct ProtobufParser {
    private var reader: ByteReader
    private let limits: ExpositionLimits

    package init(_ bytes: [UInt8], limits: ExpositionLimits = ExpositionLimits()) {
        reader = ByteReader(bytes)
        self.limits = limits
    }

    package static func families(
        in bytes: [UInt8],
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [ParsedFamily] {
        var parser = ProtobufParser(bytes, limits: limits)
        var families: [ParsedFamily] = []
        while let family = try parser.next() { families.append(family) }
        return families
    }

    /// The next family, or `nil` at the end.
    package mutating func next() throws(ExpositionError) -> ParsedFamily? {
        guard !reader.isAtEnd else { return nil }
        let start = reader.offset
        let length: UInt64
        do { length = try reader.varint() } catch {
            throw ExpositionError(offset: start, message: "the length of a message is cut off")
        }
        guard length <= UInt64(clamping: limits.messageLength) else {
            let message = "a message of \(length) bytes; at most \(limits.messageLength) are read"
            throw ExpositionError(offset: start, message: message)
        }
        guard let range = try? reader.take(Int(length)) else {
            let message = "a message of \(length) bytes where \(reader.remaining) are left"
            throw ExpositionError(offset: start, message: message)
        }
        do throws(WireError) {
            let message = WireReader(reader.bytes, in: range)
            return try ProtobufFamily(message, limits: limits).parsed(at: start)
        } catch {
            throw ExpositionError(offset: error.offset, message: error.sentence)
        }
    }
}
