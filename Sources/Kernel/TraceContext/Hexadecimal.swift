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
}
