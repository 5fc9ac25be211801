/// The lowercase digits in which W3C Trace Context and OpenMetrics spell ids.
package enum Hexadecimal {
    /// The ASCII code of the digit for the lowest four bits.
    @inlinable
    package static func digit(_ nibble: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: nibble & 0xF)
        return value < 10 ? 0x30 + value : 0x57 + value
    }

    /// Writes 16 digits at `offset` of `room`.
    static func write(_ value: UInt64, to room: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        for index in 0..<16 {
            unsafe room[offset + index] = digit(value >> UInt64(60 - 4 * index))
        }
    }

    /// The number that 16 lowercase digits at `offset` spell, or `nil` where any is not one.
    @inline(__always)
    static func read16(_ text: Span<UInt8>, at offset: Int) -> UInt64? {
        guard let high = read8(text, at: offset), let low = read8(text, at: offset + 8) else {
            return nil
        }
        return UInt64(high) << 32 | UInt64(low)
    }

    /// The number that two lowercase digits at `offset` spell, or `nil` where one is not.
    @inline(__always)
    static func read2(_ text: Span<UInt8>, at offset: Int) -> UInt8? {
        guard offset >= 0, offset + 2 <= text.count else { return nil }
        guard let high = nibble(text[offset]), let low = nibble(text[offset + 1]) else {
            return nil
        }
        return high << 4 | low
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// Reads eight digits in one go: each byte gives a number below 16, and is a lowercase digit
    /// exactly when that number spelled again gives the byte.
    @inline(__always)
    private static func read8(_ text: Span<UInt8>, at offset: Int) -> UInt32? {
        guard offset >= 0, offset + 8 <= text.count else { return nil }
        let loaded = unsafe text.bytes.unsafeLoadUnaligned(
            fromByteOffset: offset,
            as: UInt64.self
        )
        let digits = UInt64(littleEndian: loaded)
        let each: UInt64 = 0x0101_0101_0101_0101
        let isLetter = (digits >> 6) & each
        let numbers = (digits & (each * 0x0F)) &+ isLetter &* 9
        let isAboveNine = ((numbers &+ each * 6) >> 4) & each
        let spelled = numbers &+ each * 0x30 &+ isAboveNine &* 0x27
        guard spelled == digits, numbers & (each * 0xF0) == 0 else { return nil }
        var packed = numbers.byteSwapped
        packed = (packed | packed >> 4) & 0x00FF_00FF_00FF_00FF
        packed = (packed | packed >> 8) & 0x0000_FFFF_0000_FFFF
        packed |= packed >> 16
        return UInt32(truncatingIfNeeded: packed)
    }
}
