import Glibc
import Synchronization

/// A lock that updates only try and never wait for: one compare-and-swap to take, one store to
/// give back.
struct TryLock: ~Copyable, Sendable {
    private let isTaken = Atomic<Bool>(false)

    /// How often a reader looks again before it lets others run.
    private static let patience = 64

    @inline(__always)
    borrowing func take() -> Bool {
        isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    @inline(__always)
    borrowing func give() { isTaken.store(false, ordering: .releasing) }

    /// Runs `body` if the lock is free at this moment.
    @inline(__always)
    borrowing func tryRun(_ body: () -> Void) -> Bool {
        guard take() else { return false }
        body()
        give()
        return true
    }

    /// Waits for the lock, for readers only: whoever holds it does so for some nanoseconds.
    borrowing func run<Result>(_ body: () -> Result) -> Result {
        wait()
        let result = body()
        give()
        return result
    }

    borrowing func wait() {
        var tries = 0
        while !take() {
            tries += 1
            if tries > Self.patience { sched_yield() }
        }
    }
}
