internal import CLinux
internal import Clocks
internal import Synchronization

/// Reads the clocks in plain nanoseconds: those of the machine, or an injected source.
///
/// The time of day may jump, so only the first span of a local trace looks at it; from there on
/// the trace counts with the clock that never goes back.
struct SpanClock: ~Copyable, Sendable {
    private let isSystem: Bool
    private let source: any TimeSource
    /// The last comparison of the two clocks of the machine, and the uptime when it was made.
    private let knownOffset = Atomic<Int64>(0)
    private let knownSince = Atomic<Int64>(.min / 2)

    /// Reading a clock is a good part of what a span costs, so a comparison is used for this long.
    private static let offsetLifetime: Int64 = 10_000_000

    init(_ source: (any TimeSource)? = nil) {
        isSystem = source == nil
        self.source = source ?? SystemTime()
    }

    /// Nanoseconds since some fixed start.
    @inline(__always)
    var uptime: Int64 { isSystem ? tocsin_uptime() : injectedUptime }

    /// The time of day minus the uptime, for a trace that begins now.
    @inline(__always)
    func offset(at uptime: Int64) -> Int64 {
        guard isSystem else { return injectedTimeOfDay &- uptime }
        if uptime &- knownSince.load(ordering: .acquiring) < Self.offsetLifetime {
            return knownOffset.load(ordering: .relaxed)
        }
        return compare(at: uptime)
    }

    @inline(never)
    private func compare(at uptime: Int64) -> Int64 {
        let offset = tocsin_time_of_day() &- uptime
        knownOffset.store(offset, ordering: .relaxed)
        knownSince.store(uptime, ordering: .releasing)
        return offset
    }

    @inline(never)
    private var injectedUptime: Int64 { source.uptime.clampedNanoseconds }

    @inline(never)
    private var injectedTimeOfDay: Int64 { source.now.nanoseconds }
}
