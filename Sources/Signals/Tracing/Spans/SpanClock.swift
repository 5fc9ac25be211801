internal import Clocks
internal import Glibc

/// Reads the clocks in plain nanoseconds: those of the machine, or an injected source.
///
/// The time of day may jump, so that only the first span of a local trace reads it; from there on
/// the trace counts with the clock that never goes back.
struct SpanClock: Sendable {
    private let source: (any TimeSource)?

    init(_ source: (any TimeSource)? = nil) { self.source = source }

    /// Nanoseconds since 1970.
    var timeOfDay: Int64 { source?.now.nanoseconds ?? Self.read(CLOCK_REALTIME) }

    /// Nanoseconds since some fixed start.
    var uptime: Int64 { source?.uptime.clampedNanoseconds ?? Self.read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // It cannot fail: both clocks exist on every Linux, and the pointer is good.
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
