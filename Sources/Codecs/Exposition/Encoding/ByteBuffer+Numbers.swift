import Bytes
import Clocks

// How numbers are spelled in text formats besides the plain shortest form of `append(double:)`.

extension ByteBuffer {
    /// Appends a bucket bound or quantile in the way of Go's `%g`: `0.005`, `1`, `1e+06`.
    ///
    /// With `isCanonical`, as OpenMetrics wants it: `1.0` in place of `1`.
    mutating func append(bound value: Double, isCanonical: Bool) {
        guard value.isFinite else { return append(double: value) }
        if value == 0 {
            append(literal: isCanonical ? "0.0" : "0")
            return
        }
        let (digits, point) = Self.digits(of: value.magnitude)
        if value < 0 { append(0x2D) }
        if point - 1 < -4 || point - 1 >= 6 {
            appendScientific(digits, exponent: point - 1)
        } else {
            appendPlain(digits, point: point, isCanonical: isCanonical)
        }
    }

    /// The shortest digits of `value`, and before which of them the decimal point stands.
    private static func digits(of value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var text = Substring(value.description)
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        for byte in text.utf8 {
            if byte == 0x2E { point = digits.count } else { digits.append(byte) }
        }
        var position = (point ?? digits.count) + exponent
        while digits.first == 0x30 {
            digits.removeFirst()
            position -= 1
        }
        while digits.last == 0x30 { digits.removeLast() }
        return (digits, position)
    }

    private mutating func appendScientific(_ digits: [UInt8], exponent: Int) {
        append(digits[0])
        if digits.count > 1 {
            append(0x2E)
            append(digits[1...])
        }
        append(literal: exponent < 0 ? "e-" : "e+")
        if exponent.magnitude < 10 { append(0x30) }
        append(decimal: UInt64(exponent.magnitude))
    }

    private mutating func appendPlain(_ digits: [UInt8], point: Int, isCanonical: Bool) {
        if point <= 0 {
            append(literal: "0.")
            for _ in point..<0 { append(0x30) }
            append(digits)
        } else if point >= digits.count {
            append(digits)
            for _ in digits.count..<point { append(0x30) }
            if isCanonical { append(literal: ".0") }
        } else {
            append(digits[..<point])
            append(0x2E)
            append(digits[point...])
        }
    }

    /// Appends seconds since 1970 with as many decimals as it takes, never with an exponent.
    mutating func append(seconds time: Instant) {
        let nanoseconds = time.nanoseconds.magnitude
        if time.nanoseconds < 0 { append(0x2D) }
        append(decimal: nanoseconds / 1_000_000_000)
        var rest = nanoseconds % 1_000_000_000
        guard rest > 0 else { return }
        append(0x2E)
        var unit: UInt64 = 100_000_000
        while rest > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
