import CLinux
import Clocks

/// Reads the time: from the kernel's coarse clock, a few milliseconds behind, for the price of a
/// memory access, or from an injected source.
struct MetricsClock: Sendable {
    private let source: (any TimeSource)?

    init(_ source: (any TimeSource)? = nil) { self.source = source }

    var now: Instant {
        source?.now ?? Instant(nanoseconds: tocsin_time_of_day_coarse())
    }

    /// Nanoseconds since some fixed start, coarse.
    var uptime: Int64 {
        source?.uptime.clampedNanoseconds ?? tocsin_uptime_coarse()
    }

    /// Nanoseconds since some fixed start, as exactly as the machine can tell.
    var precise: Int64 {
        source?.uptime.clampedNanoseconds ?? tocsin_uptime()
    }
}
