/// The 16 bytes that name a trace; all zero is "no trace".
public struct TraceID: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public var isValid: Bool { high | low != 0 }
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
