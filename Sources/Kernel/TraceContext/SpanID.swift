/// The 8 bytes that name a span within its trace; zero is "no span".
public struct SpanID: Hashable, Sendable {
    public let value: UInt64

    @inlinable
    public init(value: UInt64) { self.value = value }

    /// Reads 16 lowercase hexadecimal digits; `nil` where the text is anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.span
        guard digits.count == 16, let value = Hexadecimal.read16(digits, at: 0) else {
            return nil
        }
        self.init(value: value)
    }

    @inlinable public var isValid: Bool { value != 0 }

    /// The 8 bytes, as they travel in OTLP.
    public var bytes: [UInt8] { value.bigEndianBytes }
}

extension SpanID: CustomStringConvertible {
    /// 16 lowercase hexadecimal digits.
    public var description: String {
        unsafe String(unsafeUninitializedCapacity: 16) { room in
            unsafe Hexadecimal.write(value, to: room, at: 0)
            return 16
        }
    }
}
