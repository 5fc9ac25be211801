import CCurl
import CLinux
import Glibc
import Synchronization

/// A request on its way to the client's thread.
struct Submission: Sendable {
    let id: Int
    let request: ClientRequest
    let continuation: CheckedContinuation<Reply, any Error>
    /// What limits for each host are counted by.
    let origin: String
    /// When its time is up, in milliseconds of the monotonic clock.
    let end: Int

    init(id: Int, request: ClientRequest, continuation: CheckedContinuation<Reply, any Error>) {
        self.id = id
        self.request = request
        self.continuation = continuation
        origin = request.unixSocket ?? request.origin
        let (sum, overflow) = Engine.now.addingReportingOverflow(request.deadline.milliseconds)
        end = overflow ? .max : sum
    }

    func fail(_ phase: ClientError.Phase, _ detail: String) {
        continuation.resume(
            throwing: ClientError(phase: phase, request: request.label, detail: detail)
        )
    }
}

/// The thread that runs all transfers of a client, and the mailbox through which it is reached.
final class Engine: Sendable {
    private let options: ClientOptions
    private let state: Mutex<State>
    private let multi: Multi

    private struct State: Sendable {
        var submitted: [Submission] = []
        var cancelled: Set<Int> = []
        var lastID = 0
        /// Submitted and not yet finished.
        var pending: Set<Int> = []
        var isClosed = false
    }

    /// libcurl's handle.
    // Used by the engine's thread only, except for `curl_multi_wakeup`, which is made for others;
    // it lives as long as the engine does, and the thread keeps the engine alive.
    @safe private struct Multi: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer?
    }

    /// What wakes the thread comes through the mailbox; this is only for libcurl's own timers.
    private static let longestWait: Int32 = 60_000

    init(_ options: ClientOptions) {
        self.options = options
        _ = Self.startLibrary
        unsafe multi = Multi(raw: curl_multi_init())
        state = Mutex(State())
        unsafe tocsin_curl_keep(multi.raw, options.connections)
    }

    private static let startLibrary: Void = { _ = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }()

    deinit { unsafe curl_multi_cleanup(multi.raw) }

    func start() {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        guard unsafe pthread_create(&thread, nil, runEngine, context) == 0 else {
            unsafe Unmanaged<Engine>.fromOpaque(context).release()
            state.withLock { $0.isClosed = true }
            return
        }
        pthread_detach(thread)
    }
}

// The side of the callers.
extension Engine {
    func nextID() -> Int {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func submit(_ submission: Submission) {
        let refusal = state.withLock { state -> ClientError? in
            let label = submission.request.label
            if state.cancelled.remove(submission.id) != nil {
                return ClientError(phase: .cancelled, request: label, detail: "it was cancelled")
            }
            if state.isClosed || state.pending.count >= options.requests {
                let detail = state.isClosed ? "the client is closed" : "too many requests wait"
                return ClientError(phase: .busy, request: label, detail: detail)
            }
            state.pending.insert(submission.id)
            state.submitted.append(submission)
            return nil
        }
        if let refusal { return submission.continuation.resume(throwing: refusal) }
        wake()
    }

    /// Cancels a request that may not have been submitted yet.
    func cancel(_ id: Int) {
        state.withLock { _ = $0.cancelled.insert(id) }
        wake()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    private func wake() { unsafe curl_multi_wakeup(multi.raw) }
}

// The side of the thread.
extension Engine {
    /// What the thread alone knows.
    private struct Work {
        var transfers: [Int: Transfer] = [:]
        var line: WaitingLine
        let tls: TLSFollower
    }

    /// Milliseconds of the monotonic clock.
    static var now: Int { Int(tocsin_uptime() / 1_000_000) }

    fileprivate func run() {
        unsafe tocsin_name_thread("tocsin-http")
        var work = Work(line: WaitingLine(options), tls: TLSFollower(options.tls))
        while takeMail(&work) {
            startTransfers(&work)
            var running: Int32 = 0
            unsafe curl_multi_perform(multi.raw, &running)
            if finishTransfers(&work) { continue }
            unsafe curl_multi_poll(multi.raw, nil, 0, patience(work), nil)
        }
        for transfer in work.transfers.values {
            unsafe curl_multi_remove_handle(multi.raw, transfer.easy)
            transfer.fail(.busy, "the client is closed")
        }
        for waiting in work.line.removeAll() { waiting.fail(.busy, "the client is closed") }
    }

    /// How long the thread may sleep; libcurl shortens it for its own timers.
    private func patience(_ work: Work) -> Int32 {
        let left = work.line.nextEnd.map { max($0 - Self.now, 0) + 1 }
        return Int32(min(left ?? Int(Self.longestWait), Int(Self.longestWait)))
    }

    /// Takes in new requests and cancellations; `false` when the client is closed.
    private func takeMail(_ work: inout Work) -> Bool {
        let (submitted, cancelled, isClosed) = state.withLock { state in
            let cancelled = state.cancelled.filter(state.pending.contains)
            state.cancelled.subtract(cancelled)
            let mail = (state.submitted, cancelled, state.isClosed)
            state.submitted = []
            return mail
        }
        for submission in submitted { work.line.append(submission) }
        for id in cancelled { cancel(id, &work) }
        for late in work.line.expire(at: Self.now) {
            late.fail(.timeout, "waiting for other requests to the same host")
        }
        return !isClosed
    }

    private func cancel(_ id: Int, _ work: inout Work) {
        if let waiting = work.line.remove(id) {
            waiting.fail(.cancelled, "it was cancelled")
        } else if let transfer = work.transfers.removeValue(forKey: id) {
            unsafe curl_multi_remove_handle(multi.raw, transfer.easy)
            work.line.release(transfer.origin)
            transfer.fail(.cancelled, "it was cancelled")
        }
    }

    private func startTransfers(_ work: inout Work) {
        while let submission = work.line.next() {
            let lifetime = work.tls.connectionLifetime()
            let transfer = Transfer(submission, options, lifetime: lifetime)
            if transfer.isMalformed {
                work.line.release(transfer.origin)
                transfer.finish(CURLE_OK)
            } else {
                work.transfers[submission.id] = transfer
                unsafe curl_multi_add_handle(multi.raw, transfer.easy)
            }
        }
    }

    /// Hands out what has finished; whether anything has.
    private func finishTransfers(_ work: inout Work) -> Bool {
        var result = CURLE_OK
        var hasFinished = false
        while let easy = unsafe tocsin_curl_finished(multi.raw, &result) {
            guard let owner = unsafe tocsin_curl_owner(easy) else { continue }
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
            unsafe curl_multi_remove_handle(multi.raw, easy)
            work.transfers[transfer.id] = nil
            work.line.release(transfer.origin)
            transfer.finish(result)
            hasFinished = true
        }
        return hasFinished
    }
}

extension Engine {
    /// Called once the caller has its answer.
    func forget(_ id: Int) {
        state.withLock { state in
            state.pending.remove(id)
            state.cancelled.remove(id)
        }
    }
}

private func runEngine(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
        unsafe Unmanaged<Engine>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
