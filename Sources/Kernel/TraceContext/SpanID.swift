/// The 8 bytes that name a span within its trace; zero is "no span".
public struct SpanID: Hashable, Sendable {
    public let value: UInt64

    public init(value: UInt64) { self.value = value }

    public var isValid: Bool { value != 0 }
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
