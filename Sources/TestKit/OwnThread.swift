import Glibc

/// Runs `body`, which may block, on a thread of its own, so that no task has to wait for it.
package func onOwnThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        startThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}

/// Runs `body` on a thread of its own and does not wait for it.
func startThread(_ body: @escaping @Sendable () -> Void) {
    let work = Work(run: body)
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(work).toOpaque()
    let status = unsafe pthread_create(&thread, nil, runWork, context)
    precondition(status == 0, "the system gives a test its threads")
    pthread_detach(thread)
}

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
