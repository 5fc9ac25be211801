/// The 16 bytes that name a trace; all zero is "no trace".
public struct TraceID: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 32 lowercase hexadecimal digits; `nil` where the text is anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.span
        guard digits.count == 32, let high = Hexadecimal.read16(digits, at: 0),
            let low = Hexadecimal.read16(digits, at: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    @inlinable public var isValid: Bool { high | low != 0 }

    /// The 16 bytes, as they travel in OTLP.
    public var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
}

extension TraceID: CustomStringConvertible {
    /// 32 lowercase hexadecimal digits.
    public var description: String {
        unsafe String(unsafeUninitializedCapacity: 32) { room in
            unsafe Hexadecimal.write(high, to: room, at: 0)
            unsafe Hexadecimal.write(low, to: room, at: 16)
            return 32
        }
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(56 - 8 * $0)) }
    }
}
