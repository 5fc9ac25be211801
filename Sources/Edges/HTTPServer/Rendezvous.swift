import CMicroHTTPD
import Synchronization

/// Where an asynchronous handler and the server thread of its connection meet.
///
/// The thread brings pieces of the body and waits for the answer; the handler takes pieces and
/// leaves an answer. When one has to wait for the other, the connection is suspended and resumed.
/// Whether it is suspended is known under the lock only, so it is resumed exactly once, and never
/// after it was closed: the library does not close a suspended connection.
final class Rendezvous: Sendable {
    private let state = Mutex(State())
    private let gate: Gate

    fileprivate struct State: Sendable {
        var suspended: Connection?
        var body: [UInt8] = []
        var hasEnded = false
        var isOver = false
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var response: Response?
        var task: Task<Void, Never>?
    }

    /// Bytes of a body that wait for the handler before the client is made to wait.
    static let bodyCapacity = 64 * 1024

    init(gate: Gate) { self.gate = gate }

    /// Starts the handler.
    ///
    /// The task is owned by the request: it is cancelled when the client goes away and when the
    /// server stops, which a child of one long-lived group could not be one by one.
    func start(_ handler: @escaping @Sendable () async -> Response) {
        let task = Task { complete(await handler()) }
        state.withLock { $0.task = task }
    }

    private func complete(_ response: Response) {
        state.withLock { state in
            guard !state.isOver, state.response == nil else { return }
            state.response = response
            state.body = []
            state.resume()
        }
    }

    /// Answers in place of the handler and cancels it.
    func abandon(_ refusal: Refusal) {
        complete(refusal.response)
        state.withLock { $0.task }?.cancel()
    }

    /// The request is over, one way or the other.
    func finish() {
        let (reader, task) = state.withLock { state in
            state.isOver = true
            state.body = []
            return (state.reader.take(), state.task.take())
        }
        reader?.resume(throwing: CancellationError())
        task?.cancel()
    }
}

extension Rendezvous {
    /// Takes a piece of the body; returns how many bytes, none when the connection now rests.
    func offer(_ piece: UnsafeRawBufferPointer, from connection: Connection) -> Int {
        let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
            if let reader = state.reader.take() { return reader }
            if state.isOver || state.response != nil { return nil }
            unsafe state.body.append(contentsOf: piece)
            return nil
        }
        if let reader { reader.resume(returning: unsafe Array(piece)) }
        return piece.count
    }

    /// Suspends the connection while too much of its body waits for the handler.
    func restIfFull(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard state.body.count >= Self.bodyCapacity, state.response == nil else { return false }
            return state.suspend(connection, gate)
        }
    }

    /// The body has ended: returns the answer, or suspends the connection until there is one.
    func answer(_ connection: Connection) -> Response? {
        let (reader, response) = state.withLock { state in
            state.hasEnded = true
            let reader = state.body.isEmpty ? state.reader.take() : nil
            if state.response == nil, !state.suspend(connection, gate) {
                state.response = Refusal(503, "the server is stopping").response
            }
            return (reader, state.response)
        }
        reader?.resume(returning: nil)
        return response
    }

    /// The next piece of the body, or `nil` at its end.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { $0.take(for: continuation) }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume(throwing: CancellationError())
        }
    }
}

extension Rendezvous.State {
    /// The outcome of a read, or `nil` when the reader has to wait.
    fileprivate mutating func take(
        for continuation: CheckedContinuation<[UInt8]?, any Error>
    ) -> Result<[UInt8]?, any Error>? {
        if !body.isEmpty {
            let piece = body
            body = []
            resume()
            return .success(piece)
        }
        if hasEnded { return .success(nil) }
        if isOver || Task.isCancelled || reader != nil { return .failure(CancellationError()) }
        reader = continuation
        return nil
    }

    fileprivate mutating func suspend(_ connection: Connection, _ gate: Gate) -> Bool {
        guard !gate.isShut else { return false }
        suspended = connection
        connection.suspend()
        return true
    }

    fileprivate mutating func resume() {
        suspended.take()?.resume()
    }
}

/// Whether connections may still be suspended; the library refuses to stop while one is.
final class Gate: Sendable {
    private let shut = Atomic<Bool>(false)

    var isShut: Bool { shut.load(ordering: .sequentiallyConsistent) }
    func close() { shut.store(true, ordering: .sequentiallyConsistent) }
}

/// A connection of the library.
// The pointer is used by the thread that owns the connection, except for `resume`, which the
// library allows from any thread while the connection is suspended.
@safe struct Connection: @unchecked Sendable {
    let raw: OpaquePointer

    func suspend() { unsafe MHD_suspend_connection(raw) }
    func resume() { unsafe MHD_resume_connection(raw) }
}

/// Reads a streamed body piece by piece; while no piece is asked for, the client has to wait.
package struct BodyReader: Sendable {
    let rendezvous: Rendezvous

    /// The next piece, or `nil` at the end of the body; throws when the client went away.
    package func next() async throws -> [UInt8]? { try await rendezvous.next() }
}
