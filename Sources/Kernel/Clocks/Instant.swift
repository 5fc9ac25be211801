/// A moment in UTC, to the nanosecond; it reaches from the year 1677 to 2262.
///
/// Arithmetic stops at the first and the last moment instead of overflowing.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanoseconds: Int64

    public static let epoch = Instant(nanoseconds: 0)
    public static let first = Instant(nanoseconds: .min)
    public static let last = Instant(nanoseconds: .max)

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public init(milliseconds: Int64) { self = .epoch + .milliseconds(milliseconds) }

    public init(seconds: Int64) { self = .epoch + .seconds(seconds) }

    private init(clamping nanoseconds: Int128) {
        self.nanoseconds = Int64(clamping: nanoseconds)
    }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 { nanoseconds.flooredQuotient(1_000_000) }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { nanoseconds.flooredQuotient(1_000_000_000) }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(clamping: Int128(instant.nanoseconds) + duration.wideNanoseconds)
    }

    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(clamping: Int128(instant.nanoseconds) - duration.wideNanoseconds)
    }

    /// The time from `start` to `end`, exactly.
    public static func - (end: Instant, start: Instant) -> Duration {
        .nanoseconds(end.nanoseconds) - .nanoseconds(start.nanoseconds)
    }

    public static func += (instant: inout Instant, duration: Duration) {
        instant = instant + duration
    }

    public static func -= (instant: inout Instant, duration: Duration) {
        instant = instant - duration
    }
}

extension Duration {
    /// Whole nanoseconds, rounded towards zero; the nearest `Int64` where there are too many.
    package var clampedNanoseconds: Int64 { Int64(clamping: wideNanoseconds) }

    fileprivate var wideNanoseconds: Int128 { attoseconds / 1_000_000_000 }
}

extension Int64 {
    /// The quotient by a positive divisor, rounded down also below zero.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
