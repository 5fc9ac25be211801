/// Where a component takes the time from, so that tests can run days in milliseconds.
package protocol TimeSource: Sendable {
    /// The time of day; it may jump.
    var now: Instant { get }
    /// Time since some fixed start; it never goes back.
    var uptime: Duration { get }
    /// Suspends until `uptime` has reached `deadline`; throws `CancellationError` when cancelled.
    func sleep(until deadline: Duration) async throws
}
