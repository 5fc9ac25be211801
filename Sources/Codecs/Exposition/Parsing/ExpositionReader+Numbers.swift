import Bytes

extension ExpositionReader {
    /// The number at the current byte, which must end at a blank or with the line.
    mutating func number(_ expected: String) throws(ExpositionError) -> Double {
        let word = takeWord()
        guard let value = ExpositionNumber.double(in: bytes, word) else {
            offset = word.lowerBound
            throw unexpected(expected)
        }
        return value
    }

    /// A timestamp in seconds, of which nine digits after the point are kept exactly.
    mutating func seconds() throws(ExpositionError) -> ExpositionTimestamp {
        let word = takeWord()
        guard let nanoseconds = ExpositionNumber.nanoseconds(in: bytes, word) else {
            offset = word.lowerBound
            throw unexpected("a timestamp in seconds")
        }
        return ExpositionTimestamp(nanoseconds: nanoseconds)
    }
}

/// The numbers of both text formats:
/// `[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`, and in any case `inf`, `infinity`, `nan`.
enum ExpositionNumber {
    /// Longer ones are refused; the longest exact decimal of a double has 1077 characters.
    private static let maximumLength = 1100

    /// `nil` when the bytes are not a number or one that a double cannot hold.
    static func double(in bytes: [UInt8], _ range: Range<Int>) -> Double? {
        guard let number = Scan(bytes, range) else { return special(bytes[range]) }
        let value = number.digits.double(isNegative: number.isNegative, text: bytes[range])
        return value.isFinite ? value : nil
    }

    static func double(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        return double(in: bytes, 0..<bytes.count)
    }

    /// `nil` when the bytes are not a number of seconds that fits.
    static func nanoseconds(in bytes: [UInt8], _ range: Range<Int>) -> Int128? {
        guard let number = Scan(bytes, range) else { return nil }
        let largest = ExpositionTimestamp.largestSeconds
        if number.hasExponent {
            let value = number.digits.double(isNegative: number.isNegative, text: bytes[range])
            guard value.magnitude <= 1e28 else { return nil }
            return nanoseconds(value)
        }
        var whole: Int128 = 0
        for digit in bytes[number.whole] {
            whole = whole * 10 + Int128(digit & 15)
            if whole > largest { return nil }
        }
        var nanoseconds = whole
        for place in 0..<9 {
            let position = number.fraction.lowerBound + place
            let digit = position < number.fraction.upperBound ? bytes[position] & 15 : 0
            nanoseconds = nanoseconds * 10 + Int128(digit)
        }
        return number.isNegative ? -nanoseconds : nanoseconds
    }

    private static func nanoseconds(_ seconds: Double) -> Int128 {
        guard seconds.magnitude >= 0x1p62 else {
            let whole = Int64(seconds)
            let fraction = Int64((seconds - Double(whole)) * 1e9)
            return Int128(whole) * 1_000_000_000 + Int128(fraction)
        }
        let significand = Int128(seconds.significandBitPattern | 1 << 52)
        let whole = significand << Int128(seconds.exponent - 52)
        return (seconds < 0 ? -whole : whole) * 1_000_000_000
    }

    private static func special(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard let first = bytes.first, bytes.count <= 9 else { return nil }
        let hasSign = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        let word = String(decoding: hasSign ? bytes.dropFirst() : bytes, as: UTF8.self)
        switch word.lowercased() {
        case "inf", "infinity": return first == UInt8(ascii: "-") ? -.infinity : .infinity
        case "nan": return hasSign ? nil : .nan
        default: return nil
        }
    }

    /// The parts of a number.
    private struct Scan {
        var isNegative = false
        var digits = DecimalDigits()
        var whole: Range<Int>
        var fraction: Range<Int>
        var hasExponent = false

        init?(_ bytes: [UInt8], _ range: Range<Int>) {
            guard !range.isEmpty, range.count <= maximumLength else { return nil }
            var offset = range.lowerBound
            func byte() -> UInt8? { offset < range.upperBound ? bytes[offset] : nil }
            func takeDigits(_ body: (UInt8) -> Void) -> Range<Int> {
                let start = offset
                while let digit = byte(), digit &- 0x30 < 10 {
                    body(digit)
                    offset += 1
                }
                return start..<offset
            }
            if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
                isNegative = byte() == UInt8(ascii: "-")
                offset += 1
            }
            var digits = DecimalDigits()
            whole = takeDigits { digits.add($0) }
            fraction = offset..<offset
            if byte() == UInt8(ascii: ".") {
                offset += 1
                fraction = takeDigits { digits.add($0) }
                digits.exponent = -fraction.count
            }
            guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
            if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
                hasExponent = true
                offset += 1
                let isBelowOne = byte() == UInt8(ascii: "-")
                if isBelowOne || byte() == UInt8(ascii: "+") { offset += 1 }
                var exponent = 0
                let written = takeDigits { digit in
                    if exponent < 1_000_000 { exponent = exponent * 10 + Int(digit & 15) }
                }
                guard !written.isEmpty else { return nil }
                digits.exponent += isBelowOne ? -exponent : exponent
            }
            guard offset == range.upperBound else { return nil }
            self.digits = digits
        }
    }
}
