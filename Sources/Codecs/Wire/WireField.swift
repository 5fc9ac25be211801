/// One field of a message as it was found; `WireReader` turns it into the type it should have.
package struct WireField: Equatable, Sendable {
    package let number: Int
    /// Where its tag starts.
    package let offset: Int
    package let value: Value

    package enum Value: Equatable, Sendable {
        case varint(UInt64)
        case fixed64(UInt64)
        /// Where the bytes of a string, a message or a packed list are.
        case length(Range<Int>)
        case fixed32(UInt32)
    }

    package var type: WireType {
        switch value {
        case .varint: .varint
        case .fixed64: .fixed64
        case .length: .length
        case .fixed32: .fixed32
        }
    }

    func isNot(_ expected: WireType) -> WireError {
        let reason = WireError.Reason.wrongType(field: number, expected: expected, found: type)
        return WireError(offset: offset, reason: reason)
    }

    /// A `uint64`.
    package func uint64() throws(WireError) -> UInt64 {
        guard case .varint(let value) = value else { throw isNot(.varint) }
        return value
    }

    /// A `uint32`; higher bits are dropped, as everywhere in Protocol Buffers.
    package func uint32() throws(WireError) -> UInt32 {
        UInt32(truncatingIfNeeded: try uint64())
    }

    /// An `int64`.
    package func int64() throws(WireError) -> Int64 { Int64(bitPattern: try uint64()) }

    /// An `int32` or enum.
    package func int32() throws(WireError) -> Int32 { Int32(truncatingIfNeeded: try uint64()) }

    /// A `sint64`.
    package func sint64() throws(WireError) -> Int64 { try uint64().unzigzagged }

    /// A `sint32`.
    package func sint32() throws(WireError) -> Int32 {
        let low = try uint32()
        return Int32(bitPattern: (low >> 1) ^ (0 &- (low & 1)))
    }

    package func bool() throws(WireError) -> Bool { try uint64() != 0 }

    package func fixed64() throws(WireError) -> UInt64 {
        guard case .fixed64(let value) = value else { throw isNot(.fixed64) }
        return value
    }

    package func fixed32() throws(WireError) -> UInt32 {
        guard case .fixed32(let value) = value else { throw isNot(.fixed32) }
        return value
    }

    package func double() throws(WireError) -> Double { Double(bitPattern: try fixed64()) }

    package func float() throws(WireError) -> Float { Float(bitPattern: try fixed32()) }

    /// Where the bytes of the value are.
    package func range() throws(WireError) -> Range<Int> {
        guard case .length(let range) = value else { throw isNot(.length) }
        return range
    }
}

extension UInt64 {
    var unzigzagged: Int64 { Int64(bitPattern: (self >> 1) ^ (0 &- (self & 1))) }
}
