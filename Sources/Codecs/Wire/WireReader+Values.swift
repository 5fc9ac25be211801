import Bytes

extension WireReader {
    /// The text of a `string` field; refused when it is not UTF-8.
    package func string(_ field: WireField) throws(WireError) -> String {
        let range = try field.range()
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw WireError(offset: range.lowerBound, reason: .invalidUTF8(field: field.number))
        }
        return text
    }

    /// A reader of the message in `field`.
    package func message(_ field: WireField) throws(WireError) -> WireReader {
        WireReader(bytes, in: try field.range())
    }

    /// Each number of a repeated varint field, of which a packed one holds many.
    package func forEachVarint(
        in field: WireField,
        _ body: (UInt64) throws(WireError) -> Void
    ) throws(WireError) {
        if case .varint(let value) = field.value { return try body(value) }
        guard case .length(let range) = field.value else { throw field.isNot(.varint) }
        var packed = ByteReader(bytes, in: range)
        while !packed.isAtEnd {
            let value: UInt64
            do { value = try packed.varint() } catch { throw WireError(error) }
            try body(value)
        }
    }

    /// Each number of a repeated `sint64` field.
    package func forEachSint64(
        in field: WireField,
        _ body: (Int64) throws(WireError) -> Void
    ) throws(WireError) {
        try forEachVarint(in: field) { (raw) throws(WireError) in try body(raw.unzigzagged) }
    }

    /// Each number of a repeated `double` field.
    package func forEachDouble(
        in field: WireField,
        _ body: (Double) throws(WireError) -> Void
    ) throws(WireError) {
        if case .fixed64(let bits) = field.value { return try body(Double(bitPattern: bits)) }
        guard case .length(let range) = field.value else { throw field.isNot(.fixed64) }
        var packed = ByteReader(bytes, in: range)
        while !packed.isAtEnd {
            let bits: UInt64
            do { bits = try packed.fixed64() } catch { throw WireError(error) }
            try body(Double(bitPattern: bits))
        }
    }
}
