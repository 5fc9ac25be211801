internal import CLinux

/// The clocks of the machine.
package struct SystemTime: TimeSource {
    package init() {}

    package var now: Instant { Instant(nanoseconds: tocsin_time_of_day()) }

    package var uptime: Duration { .nanoseconds(tocsin_uptime()) }

    package func sleep(until deadline: Duration) async throws {
        try Task.checkCancellation()
        var left = deadline - uptime
        while left > .zero {
            // The suspending clock is CLOCK_MONOTONIC, as `uptime` is.
            try await Task.sleep(for: min(left, Self.longestSleep), clock: .suspending)
            left = deadline - uptime
        }
    }

    /// Longer sleeps are made of several, so that no deadline is too far for the runtime.
    private static let longestSleep = Duration.seconds(86_400)
}
