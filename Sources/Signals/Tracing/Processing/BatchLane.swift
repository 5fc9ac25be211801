internal import Synchronization

/// The queue of a batch processor in one process, with those who wait for it.
final class BatchLane: Sendable {
    private let state: Mutex<State>

    struct State {
        var queue: SpanQueue
        /// Spans that ever came in, and those that are exported or lost.
        var added: UInt64 = 0
        var settled: UInt64 = 0
        /// Everything up to this one is wanted out without waiting for a whole batch.
        var wanted: UInt64 = 0
        var droppedFull: UInt64 = 0
        var droppedLate: UInt64 = 0
        /// A full queue is told once, until it has room again.
        var hasToldFull = false
        var isShutDown = false
        /// Somebody exports; there is never a second one.
        var isTaken = false
        var isAwake = false
        var sleeper: CheckedContinuation<Void, Never>?
        var nextWaiter = 0
        var waiters: [Int: Waiter] = [:]
    }

    struct Waiter {
        let target: UInt64
        let proceed: CheckedContinuation<Void, Never>
    }

    enum Admission {
        case stored
        case refused
        case refusedFirst
        case woke(CheckedContinuation<Void, Never>?)
    }

    init(capacity: Int, batchSize: Int) {
        state = Mutex(State(queue: SpanQueue(capacity: capacity, batchSize: batchSize)))
    }

    func add(_ span: EndedSpan) -> Admission {
        state.withLock { state in
            if state.isShutDown {
                state.droppedLate &+= 1
                return .refused
            }
            guard !state.queue.isFull else {
                state.droppedFull &+= 1
                defer { state.hasToldFull = true }
                return state.hasToldFull ? .refused : .refusedFirst
            }
            state.added &+= 1
            return state.queue.add(span) ? .woke(state.wake()) : .stored
        }
    }

    /// What is to be done next by the one who exports.
    enum Step {
        case export([EndedSpan])
        case sleep
        case stop
    }

    /// `isDue` asks for everything so far.
    func next(isDue: Bool) -> Step {
        state.withLock { state in
            state.isAwake = false
            if isDue || state.isShutDown { state.wanted = state.added }
            let isWanted = state.wanted > state.settled
            if state.queue.hasWholeBatch || (isWanted && state.queue.count > 0) {
                state.hasToldFull = false
                return .export(state.queue.takeBatch())
            }
            return state.isShutDown ? .stop : .sleep
        }
    }

    /// Notes that a batch has been exported or lost, and takes its emptied chunk back.
    func settle(_ count: Int, _ chunk: [EndedSpan]) {
        let reached = state.withLock { state in
            state.settled &+= UInt64(count)
            state.queue.offer(chunk)
            let settled = state.settled
            return state.takeWaiters { $0.target <= settled }
        }
        for waiter in reached { waiter.proceed.resume() }
    }

    /// Asks for everything so far; returns the number to wait for.
    func want() -> UInt64 {
        let (target, sleeper) = state.withLock { state in
            state.wanted = state.added
            return (state.added, state.wake())
        }
        sleeper?.resume()
        return target
    }

    func close() {
        state.withLock { state in
            state.isShutDown = true
            return state.wake()
        }?
        .resume()
    }

    /// Becomes the one who exports; `false` where there is one.
    func take() -> Bool {
        state.withLock { state in
            if state.isTaken { return false }
            state.isTaken = true
            return true
        }
    }

    /// Stops being the one who exports; whoever waits looks again, for it may have to be them.
    func release() {
        let waiters = state.withLock { state in
            state.isTaken = false
            return state.takeWaiters { _ in true }
        }
        for waiter in waiters { waiter.proceed.resume() }
    }

    func isSettled(_ target: UInt64) -> Bool { state.withLock { $0.settled >= target } }

    var figures: (size: Int, capacity: Int, full: UInt64, late: UInt64, settled: UInt64) {
        state.withLock { state in
            let queue = state.queue
            return (
                queue.count, queue.capacity, state.droppedFull, state.droppedLate, state.settled
            )
        }
    }
}

extension BatchLane {
    /// Suspends the one who exports until there is something to do, or the task is cancelled.
    func sleep() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { proceed in
                let isAwake = state.withLock { state in
                    if state.isAwake || Task.isCancelled { return true }
                    state.sleeper = proceed
                    return false
                }
                if isAwake { proceed.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleeper.take() }?.resume()
        }
    }

    /// Suspends until `target` is settled, nobody exports any more, or the task is cancelled.
    func wait(for target: UInt64) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { proceed in
                let isOver = state.withLock { state in
                    if state.settled >= target || !state.isTaken || Task.isCancelled { return true }
                    state.waiters[id] = Waiter(target: target, proceed: proceed)
                    return false
                }
                if isOver { proceed.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.proceed.resume()
        }
    }
}

extension BatchLane.State {
    /// Whoever sleeps is to be resumed after the lock is let go.
    fileprivate mutating func wake() -> CheckedContinuation<Void, Never>? {
        isAwake = true
        return sleeper.take()
    }

    fileprivate mutating func takeWaiters(
        where isOver: (BatchLane.Waiter) -> Bool
    ) -> [BatchLane.Waiter] {
        let over = waiters.filter { isOver($0.value) }
        for id in over.keys { waiters[id] = nil }
        return Array(over.values)
    }
}
