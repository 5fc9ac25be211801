import Clocks
import Glibc

/// Reads the time: from the kernel's coarse clock, a few milliseconds behind, for the price of a
/// memory access, or from an injected source.
struct MetricsClock: Sendable {
    private let source: (any TimeSource)?

    init(_ source: (any TimeSource)? = nil) { self.source = source }

    var now: Instant {
        source?.now ?? Instant(nanoseconds: Self.read(CLOCK_REALTIME_COARSE))
    }

    /// Nanoseconds since some fixed start, coarse.
    var uptime: Int64 {
        source?.uptime.clampedNanoseconds ?? Self.read(CLOCK_MONOTONIC_COARSE)
    }

    /// Nanoseconds since some fixed start, as exactly as the machine can tell.
    var precise: Int64 {
        source?.uptime.clampedNanoseconds ?? Self.read(CLOCK_MONOTONIC)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
