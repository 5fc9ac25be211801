import CCurl
import CLinux
import Glibc
import Synchronization

/// A request on its way to the client's thread.
struct Submission: Sendable {
    let id: Int
    let request: ClientRequest
    let continuation: CheckedContinuation<Reply, any Error>
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
        unsafe tocsin_curl_limit(multi.raw, options.connectionsPerHost, options.connections)
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
    fileprivate func run() {
        unsafe tocsin_name_thread("tocsin-http")
        var transfers: [Int: Transfer] = [:]
        let tls = TLSFollower(options.tls)
        while takeMail(&transfers, tls) {
            var running: Int32 = 0
            unsafe curl_multi_perform(multi.raw, &running)
            finishTransfers(&transfers)
            unsafe curl_multi_poll(multi.raw, nil, 0, Self.longestWait, nil)
        }
        for transfer in transfers.values {
            unsafe curl_multi_remove_handle(multi.raw, transfer.easy)
            transfer.fail(.busy, "the client is closed")
        }
    }

    /// Starts and cancels what was asked for; `false` when the client is closed.
    private func takeMail(_ transfers: inout [Int: Transfer], _ tls: TLSFollower) -> Bool {
        let (submitted, cancelled, isClosed) = state.withLock { state in
            let cancelled = state.cancelled.filter(state.pending.contains)
            state.cancelled.subtract(cancelled)
            let mail = (state.submitted, cancelled, state.isClosed)
            state.submitted = []
            return mail
        }
        for submission in submitted {
            let transfer = Transfer(submission, options, lifetime: tls.connectionLifetime())
            if transfer.isMalformed {
                transfer.finish(CURLE_OK)
                continue
            }
            transfers[submission.id] = transfer
            unsafe curl_multi_add_handle(multi.raw, transfer.easy)
        }
        for id in cancelled {
            guard let transfer = transfers.removeValue(forKey: id) else { continue }
            unsafe curl_multi_remove_handle(multi.raw, transfer.easy)
            transfer.fail(.cancelled, "it was cancelled")
        }
        return !isClosed
    }

    private func finishTransfers(_ transfers: inout [Int: Transfer]) {
        var result = CURLE_OK
        while let easy = unsafe tocsin_curl_finished(multi.raw, &result) {
            guard let owner = unsafe tocsin_curl_owner(easy) else { continue }
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
            unsafe curl_multi_remove_handle(multi.raw, easy)
            transfers[transfer.id] = nil
            transfer.finish(result)
        }
    }

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
