internal import Clocks

/// Work against the clock.
enum Race {
    /// What `work` returns, or `late` when the deadline comes first; `work` is cancelled then.
    ///
    /// It returns only after `work` has, so `work` must heed its cancellation.
    static func run<Result: Sendable>(
        until deadline: Duration,
        _ time: any TimeSource,
        late: Result,
        _ work: @escaping @Sendable () async -> Result
    ) async -> Result {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { await work() }
            group.addTask {
                do {
                    try await time.sleep(until: deadline)
                    return late
                } catch {
                    // Cancelled, not late: the work decides.
                    return nil
                }
            }
            while let finished = await group.next() {
                guard let finished else { continue }
                group.cancelAll()
                return finished
            }
            return late
        }
    }
}
