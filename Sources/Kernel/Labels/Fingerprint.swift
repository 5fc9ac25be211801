/// Identifies a set of labels everywhere and for ever, as Prometheus and Alertmanager compute it.
///
/// It is the 64-bit FNV-1a hash of each name and value, sorted by name, each followed by 0xFF, a byte
/// that no UTF-8 text has. Different sets can have the same one.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package private(set) var rawValue: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Sixteen hexadecimal digits.
    package var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    mutating func append(_ text: Span<UInt8>) {
        for offset in text.indices { append(text[offset]) }
        append(0xFF)
    }

    private mutating func append(_ byte: UInt8) {
        rawValue = (rawValue ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
