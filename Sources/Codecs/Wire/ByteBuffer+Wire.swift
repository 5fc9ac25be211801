public import Bytes

// Protocol Buffers, written by hand: each `append` adds one field, its tag and its value.
//
//     buffer.append(field: 1, string: "up")
//     buffer.append(message: 4) { $0.append(field: 1, double: 1) }
//
//     0A 02 75 70                            field 1, two bytes: "up"
//     22 09 09 00 00 00 00 00 00 F0 3F       field 4, nine bytes: field 1, the double 1
//
// Zero is written like any other value; leaving out defaults is up to the caller.

extension ByteBuffer {
    /// Appends the number and wire type that begin a field.
    @inlinable @inline(__always)
    package mutating func append(tag field: Int, _ type: WireType) {
        precondition(WireType.fieldNumbers.contains(field), "a field number is 1 to 2^29 - 1")
        let tag = UInt64(truncatingIfNeeded: field) << 3 | UInt64(type.rawValue)
        if tag < 0x80 {
            append(UInt8(truncatingIfNeeded: tag))
        } else {
            append(varint: tag)
        }
    }

    /// A `uint32`, `uint64` or enum.
    @inlinable
    package mutating func append(field: Int, varint value: UInt64) {
        append(tag: field, .varint)
        append(varint: value)
    }

    /// An `int32` or `int64`; negative ones take ten bytes.
    @inlinable
    package mutating func append(field: Int, int value: Int64) {
        append(tag: field, .varint)
        append(varint: UInt64(bitPattern: value))
    }

    /// A `sint32` or `sint64`.
    @inlinable
    package mutating func append(field: Int, sint value: Int64) {
        append(tag: field, .varint)
        append(zigzag: value)
    }

    @inlinable
    package mutating func append(field: Int, bool value: Bool) {
        append(tag: field, .varint)
        append(value ? 1 : 0 as UInt8)
    }

    @inlinable
    package mutating func append(field: Int, fixed32 value: UInt32) {
        append(tag: field, .fixed32)
        append(fixed32: value)
    }

    @inlinable
    package mutating func append(field: Int, fixed64 value: UInt64) {
        append(tag: field, .fixed64)
        append(fixed64: value)
    }

    @inlinable
    package mutating func append(field: Int, double value: Double) {
        append(field: field, fixed64: value.bitPattern)
    }

    @inlinable
    package mutating func append(field: Int, string value: String) {
        let utf8 = value.utf8
        append(tag: field, .length)
        append(varint: UInt64(truncatingIfNeeded: utf8.count))
        append(value)
    }

    @inlinable
    package mutating func append(field: Int, bytes value: [UInt8]) {
        append(tag: field, .length)
        append(varint: UInt64(truncatingIfNeeded: value.count))
        append(value)
    }

    @inlinable
    package mutating func append(field: Int, bytes value: ArraySlice<UInt8>) {
        append(tag: field, .length)
        append(varint: UInt64(truncatingIfNeeded: value.count))
        append(value)
    }

    @inlinable
    package mutating func append(field: Int, bytes value: RawSpan) {
        append(tag: field, .length)
        append(varint: UInt64(truncatingIfNeeded: value.byteCount))
        append(value)
    }

    /// A nested message, or a packed list; when `body` throws, nothing of the field stays.
    @inlinable
    package mutating func append<Failure: Error>(
        message field: Int,
        _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        let start = count
        append(tag: field, .length)
        do throws(Failure) {
            try appendWithLength(body)
        } catch {
            truncate(to: start)
            throw error
        }
    }
}
