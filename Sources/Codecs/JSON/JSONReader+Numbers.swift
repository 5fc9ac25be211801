import Bytes

extension JSONReader {
    /// Reads a number; the current byte is its first digit or its minus.
    ///
    /// `-0` is a double, because no integer is a negative zero.
    mutating func scanNumber() throws(JSONError) -> JSONToken {
        let start = offset
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        var digits = DecimalDigits()
        try scanInteger(into: &digits)
        let isInteger =
            peek != UInt8(ascii: ".") && peek != UInt8(ascii: "e") && peek != UInt8(ascii: "E")
        if !isInteger {
            try scanFraction(into: &digits)
            try scanExponent(into: &digits)
        }
        guard offset - start <= Self.maximumNumberLength else {
            throw failure(.numberTooLong, at: start)
        }
        if isInteger, digits.isExact, let token = Self.integer(digits.value, isNegative) {
            return token
        }
        let value = digits.double(isNegative: isNegative, text: bytes[start..<offset])
        guard value.isFinite else { throw failure(.numberOutOfRange, at: start) }
        return .number(value)
    }

    private static func integer(_ magnitude: UInt64, _ isNegative: Bool) -> JSONToken? {
        if !isNegative {
            return magnitude <= Int64.max ? .integer(Int64(magnitude)) : .unsigned(magnitude)
        }
        guard magnitude > 0, magnitude <= Int64.min.magnitude else { return nil }
        return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private mutating func scanInteger(into digits: inout DecimalDigits) throws(JSONError) {
        guard let first = digit() else { throw unexpected("a digit") }
        offset += 1
        if first == UInt8(ascii: "0") {
            if digit() != nil { throw failure(.leadingZero, at: offset - 1) }
            return
        }
        digits.add(first)
        while let next = digit() {
            digits.add(next)
            offset += 1
        }
    }

    private mutating func scanFraction(into digits: inout DecimalDigits) throws(JSONError) {
        guard peek == UInt8(ascii: ".") else { return }
        offset += 1
        guard digit() != nil else { throw unexpected("a digit after the point") }
        while let next = digit() {
            digits.add(next)
            digits.exponent -= 1
            offset += 1
        }
    }

    private mutating func scanExponent(into digits: inout DecimalDigits) throws(JSONError) {
        guard peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") else { return }
        offset += 1
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative || peek == UInt8(ascii: "+") { offset += 1 }
        guard digit() != nil else { throw unexpected("a digit of the exponent") }
        var exponent = 0
        while let next = digit() {
            if exponent < 1_000_000 { exponent = exponent * 10 + Int(next & 15) }
            offset += 1
        }
        digits.exponent += isNegative ? -exponent : exponent
    }

    @inline(__always)
    private func digit() -> UInt8? {
        guard offset < bytes.count, bytes[offset] &- 0x30 < 10 else { return nil }
        return bytes[offset]
    }
}
