package import Clocks
internal import Synchronization

/// Time that passes only when a test says so.
///
/// A test starts the tasks under test, awaits `sleepers(_:)` until as many sleep as it expects,
/// then calls `advance(by:)`, which wakes those whose deadline has come, the earliest first.
package final class SimulatedTime: TimeSource {
    private let state: Mutex<State>

    private struct State {
        var now: Instant
        var uptime: Duration
        var nextID = 0
        /// Those who sleep, in the order in which they wake.
        var sleepers: [Sleeper] = []
        var observers: [Observer] = []
    }

    private struct Sleeper {
        let id: Int
        let deadline: Duration
        let wake: CheckedContinuation<Void, any Error>
    }

    /// A test that waits until enough sleep.
    private struct Observer {
        let threshold: Int
        let proceed: CheckedContinuation<Void, Never>
    }

    /// Starts on 2026-01-01, with an uptime that is nothing special.
    package init(
        now: Instant = Instant(seconds: 1_767_225_600),
        uptime: Duration = .seconds(1000)
    ) {
        state = Mutex(State(now: now, uptime: uptime))
    }

    package var now: Instant { state.withLock { $0.now } }

    package var uptime: Duration { state.withLock { $0.uptime } }

    /// The deadline of the next who wakes.
    package var nextDeadline: Duration? { state.withLock { $0.sleepers.first?.deadline } }

    package func sleep(until deadline: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                register(Sleeper(id: id, deadline: deadline, wake: wake))
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// Lets time pass and wakes, in the order of their deadlines, those who sleep until then.
    package func advance(by duration: Duration) {
        precondition(duration >= .zero, "uptime never goes back")
        let woken = state.withLock { state in
            state.now += duration
            state.uptime += duration
            let uptime = state.uptime
            let woken = state.sleepers.prefix { $0.deadline <= uptime }
            state.sleepers.removeFirst(woken.count)
            return woken
        }
        for sleeper in woken { sleeper.wake.resume() }
    }

    /// Sets the time of day, as an operator or NTP does; the uptime and those who sleep do not notice.
    package func setNow(_ now: Instant) { state.withLock { $0.now = now } }

    /// Suspends until at least `count` tasks sleep.
    package func sleepers(_ count: Int) async {
        await withCheckedContinuation { proceed in
            let isEnough = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.observers.append(Observer(threshold: count, proceed: proceed))
                return false
            }
            if isEnough { proceed.resume() }
        }
    }

    private enum Registration {
        case asleep([Observer])
        case due
        case cancelled
    }

    private func register(_ sleeper: Sleeper) {
        let registration = state.withLock { state -> Registration in
            // A cancellation after this line finds the sleeper, because it waits for the lock.
            if Task.isCancelled { return .cancelled }
            if sleeper.deadline <= state.uptime { return .due }
            let place = state.sleepers.firstIndex { $0.deadline > sleeper.deadline }
            state.sleepers.insert(sleeper, at: place ?? state.sleepers.endIndex)
            let count = state.sleepers.count
            let satisfied = state.observers.filter { $0.threshold <= count }
            state.observers.removeAll { $0.threshold <= count }
            return .asleep(satisfied)
        }
        switch registration {
        case .asleep(let observers): for observer in observers { observer.proceed.resume() }
        case .due: sleeper.wake.resume()
        case .cancelled: sleeper.wake.resume(throwing: CancellationError())
        }
    }

    private func cancel(_ id: Int) {
        let cancelled = state.withLock { state -> Sleeper? in
            guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
            return state.sleepers.remove(at: place)
        }
        cancelled?.wake.resume(throwing: CancellationError())
    }
}
