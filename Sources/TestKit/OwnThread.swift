import Glibc

/// Runs `body`, which may block, on a thread of its own, so that no task has to wait for it.
package func onOwnThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let work = Work { continuation.resume(with: Swift.Result(catching: body)) }
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(work).toOpaque()
        let status = unsafe pthread_create(&thread, nil, runWork, context)
        guard status == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(context).release()
            continuation.resume(throwing: ThreadFailure())
            return
        }
        pthread_detach(thread)
    }
}

/// The system gave no thread.
private struct ThreadFailure: Error {}

private final class Work {
    let run: () -> Void

    init(run: @escaping () -> Void) { self.run = run }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
