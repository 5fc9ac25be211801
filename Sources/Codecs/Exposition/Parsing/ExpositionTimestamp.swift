/// When a sample was taken, as exactly as it was written.
package struct ExpositionTimestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Since 1970 in UTC; digits after the ninth of a second are dropped.
    package let nanoseconds: Int128

    /// The largest whole seconds that are taken; their nanoseconds fit well into 128 bits.
    static let largestSeconds: Int128 = 10_000_000_000_000_000_000_000_000_000

    init(nanoseconds: Int128) { self.nanoseconds = nanoseconds }

    package init(milliseconds: Int64) { nanoseconds = Int128(milliseconds) * 1_000_000 }

    /// Rounded toward zero, as Prometheus does, and kept within 64 bits.
    package var milliseconds: Int64 { Int64(clamping: nanoseconds / 1_000_000) }

    /// In seconds.
    package var description: String {
        let fraction = nanoseconds.magnitude % 1_000_000_000
        let whole = "\(nanoseconds < 0 ? "-" : "")\(nanoseconds.magnitude / 1_000_000_000)"
        guard fraction > 0 else { return whole }
        return "\(whole).\(String(1_000_000_000 + fraction).dropFirst())"
    }

    package static func < (left: ExpositionTimestamp, right: ExpositionTimestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
