import Glibc
import Synchronization

/// The one HTTP client: libcurl's multi interface on a thread of its own.
///
/// Connections are reused. Closing the client, or losing the last reference to it, ends the thread
/// and fails what is still under way.
package final class Client: Sendable {
    private let engine: Engine

    package init(_ options: ClientOptions = ClientOptions()) {
        engine = Engine(options)
        engine.start()
    }

    deinit { engine.close() }

    /// Sends a request and returns the reply, whatever its status.
    ///
    /// Throws a `ClientError` when there is no reply, also when the task is cancelled.
    package func send(_ request: ClientRequest) async throws -> Reply {
        let id = engine.nextID()
        defer { engine.forget(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                engine.submit(Submission(id: id, request: request, continuation: continuation))
            }
        } onCancel: {
            engine.cancel(id)
        }
    }
}
