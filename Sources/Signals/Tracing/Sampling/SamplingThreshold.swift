/// Which part of all traces is kept, so that all samplers on the way agree (consistent sampling).
///
/// Every trace has a number R of 56 random bits. A trace is kept where R >= T. A probability p
/// gives T = (1 - p) * 2^56; whoever keeps less also keeps nothing that the others do not.
///
///     p     T                  as `th`
///     1     0x00000000000000   0
///     1/2   0x80000000000000   8
///     1/10  0xe6666666666666   e6666666666666, or e66 with less precision
public struct SamplingThreshold: Hashable, Comparable, Sendable {
    /// Below 2^56.
    public let value: UInt64

    static let end: UInt64 = 1 << 56

    /// Keeps everything.
    public static let always = SamplingThreshold(unchecked: 0)

    private init(unchecked value: UInt64) { self.value = value }

    /// `nil` for a value that does not fit 56 bits.
    public init?(value: UInt64) {
        guard value < Self.end else { return nil }
        self.value = value
    }

    /// The threshold for a probability, with so many hexadecimal digits of precision besides the
    /// leading digits `f`; `nil` below 2^-56, and for what is no probability.
    public init?(probability: Double, precision: Int = 4) {
        guard probability >= 0x1p-56, probability <= 1 else { return nil }
        // Not 1 - p, which is 1 for a small p.
        let exact = Self.end - UInt64((probability * 0x1p56).rounded())
        let leading = (~(exact << 8)).leadingZeroBitCount / 4
        let dropped = UInt64(4 * max(0, 14 - leading - max(1, precision)))
        let half: UInt64 = dropped == 0 ? 0 : 1 << (dropped - 1)
        let rounded = ((exact + half) >> dropped) << dropped
        value = rounded < Self.end ? rounded : exact
    }

    /// Reads the value of `th`: 1 to 14 lowercase hexadecimal digits, zeros at the end left out.
    public init?(_ text: some StringProtocol) {
        guard (1...14).contains(text.utf8.count), let digits = LowercaseDigits(text) else {
            return nil
        }
        value = digits.value << UInt64(4 * (14 - text.utf8.count))
    }

    public static func < (left: SamplingThreshold, right: SamplingThreshold) -> Bool {
        left.value < right.value
    }

    /// Whether a trace with this random number is kept.
    public func keeps(_ randomness: UInt64) -> Bool { randomness >= value }
}

extension SamplingThreshold: CustomStringConvertible {
    /// As in `th`.
    public var description: String {
        if value == 0 { return "0" }
        let trailing = value.trailingZeroBitCount / 4
        let digits = String(value >> UInt64(4 * trailing), radix: 16)
        return String(repeating: "0", count: 14 - trailing - digits.utf8.count) + digits
    }
}

/// A number written in lowercase hexadecimal digits only.
struct LowercaseDigits {
    let value: UInt64

    init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let value = UInt64(text, radix: 16)
        else { return nil }
        self.value = value
    }
}
