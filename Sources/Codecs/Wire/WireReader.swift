import Bytes

/// Reads the fields of one Protocol Buffers message, in the order they were written.
///
/// ```swift
/// while let field = try reader.next() {
///     switch field.number {
///     case 1: name = try reader.string(field)
///     case 4: metrics.append(try Metric(reader.message(field)))
///     default: break  // unknown fields were skipped already
///     }
/// }
/// ```
/// A field that is asked for as another type than it has is refused. Groups, which no message of
/// ours uses, are skipped.
package struct WireReader {
    private var reader: ByteReader

    package static let maximumGroupDepth = 64

    package init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

    package init(_ bytes: [UInt8], in range: Range<Int>) { reader = ByteReader(bytes, in: range) }

    package var bytes: [UInt8] { reader.bytes }

    /// Where the next field starts.
    package var offset: Int { reader.offset }

    /// The next field, past any groups; `nil` at the end of the message.
    package mutating func next() throws(WireError) -> WireField? {
        while !reader.isAtEnd {
            let start = reader.offset
            let (number, type) = try tag()
            switch type {
            case .startGroup: try skipGroup(number)
            case .endGroup: throw WireError(offset: start, reason: .groupMismatch)
            default: return WireField(number: number, offset: start, value: try value(of: type))
            }
        }
        return nil
    }

    private mutating func tag() throws(WireError) -> (number: Int, type: WireType) {
        let start = reader.offset
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), WireType.fieldNumbers.contains(number) else {
            throw WireError(offset: start, reason: .fieldNumberOutOfRange(tag >> 3))
        }
        let low = UInt8(tag & 7)
        guard let type = WireType(rawValue: low) else {
            throw WireError(offset: start, reason: .unknownWireType(low))
        }
        return (number, type)
    }

    private mutating func value(of type: WireType) throws(WireError) -> WireField.Value {
        do throws(ByteReader.Failure) {
            switch type {
            case .varint: return .varint(try reader.varint())
            case .fixed64: return .fixed64(try reader.fixed64())
            case .fixed32: return .fixed32(try reader.fixed32())
            case .length, .startGroup, .endGroup: break
            }
        } catch {
            throw WireError(error)
        }
        let start = reader.offset
        let length = try varint()
        guard length <= UInt64(reader.remaining) else {
            let left = reader.remaining
            throw WireError(offset: start, reason: .lengthBeyondEnd(length: length, left: left))
        }
        do { return .length(try reader.take(Int(length))) } catch { throw WireError(error) }
    }

    private mutating func varint() throws(WireError) -> UInt64 {
        do { return try reader.varint() } catch { throw WireError(error) }
    }

    /// Groups may hold groups: the open ones are on a stack of our own, never the thread's.
    private mutating func skipGroup(_ outermost: Int) throws(WireError) {
        var open = [outermost]
        while let innermost = open.last {
            let start = reader.offset
            let (number, type) = try tag()
            switch type {
            case .startGroup:
                guard open.count < Self.maximumGroupDepth else {
                    throw WireError(offset: start, reason: .groupTooDeep)
                }
                open.append(number)
            case .endGroup:
                guard number == innermost else {
                    throw WireError(offset: start, reason: .groupMismatch)
                }
                open.removeLast()
            default:
                _ = try value(of: type)
            }
        }
    }
}
