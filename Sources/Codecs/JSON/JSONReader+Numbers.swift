extension JSONReader {
    /// The digits of a number, gathered while it is scanned.
    private struct Digits {
        /// All digits as one integer, as long as they fit.
        var value: UInt64 = 0
        var isExact = true
        /// By how many tens the value has to be multiplied.
        var exponent = 0

        @inline(__always)
        mutating func add(_ digit: UInt8) {
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit & 15))
            if overflow || carry { isExact = false } else { value = sum }
        }
    }

    /// Every power of ten that a double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// Reads a number; the current byte is its first digit or its minus.
    ///
    /// `-0` is a double, because no integer is a negative zero.
    mutating func scanNumber() throws(JSONError) -> JSONToken {
        let start = offset
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        var digits = Digits()
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
        return .number(try double(digits, isNegative, from: start))
    }

    private static func integer(_ magnitude: UInt64, _ isNegative: Bool) -> JSONToken? {
        if !isNegative {
            return magnitude <= Int64.max ? .integer(Int64(magnitude)) : .unsigned(magnitude)
        }
        guard magnitude > 0, magnitude <= Int64.min.magnitude else { return nil }
        return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private mutating func scanInteger(into digits: inout Digits) throws(JSONError) {
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

    private mutating func scanFraction(into digits: inout Digits) throws(JSONError) {
        guard peek == UInt8(ascii: ".") else { return }
        offset += 1
        guard digit() != nil else { throw unexpected("a digit after the point") }
        while let next = digit() {
            digits.add(next)
            digits.exponent -= 1
            offset += 1
        }
    }

    private mutating func scanExponent(into digits: inout Digits) throws(JSONError) {
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

    /// The nearest double: by one exact operation where possible (Clinger 1990), else by the
    /// standard library's correct conversion.
    private func double(
        _ digits: Digits,
        _ isNegative: Bool,
        from start: Int
    ) throws(JSONError) -> Double {
        if digits.isExact, digits.value <= 1 << 53, digits.exponent.magnitude < 23 {
            let power = Self.exactPowers[Int(digits.exponent.magnitude)]
            let value = Double(digits.value)
            let scaled = digits.exponent < 0 ? value / power : value * power
            return isNegative ? -scaled : scaled
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw failure(.numberOutOfRange, at: start)
        }
        return value
    }
}
