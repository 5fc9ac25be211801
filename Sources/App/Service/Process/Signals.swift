import CLinux
import Glibc

/// What the operator asked of the process by a signal.
package enum ProcessSignal: Sendable {
    /// SIGHUP: read the configuration again.
    case reload
    /// SIGTERM: finish what is in hand and stop.
    case stop
    /// SIGINT: the same, asked from a terminal.
    case interrupt

    init?(number: Int32) {
        switch number {
        case SIGHUP: self = .reload
        case SIGTERM: self = .stop
        case SIGINT: self = .interrupt
        default: return nil
        }
    }

    /// The signals as they arrive; only one stream may be made in a process.
    package static func stream() throws -> AsyncStream<ProcessSignal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ProcessSignal.self,
            bufferingPolicy: .bufferingNewest(16)
        )
        let box = unsafe Unmanaged.passRetained(Continuation(continuation)).toOpaque()
        let failure = unsafe tocsin_watch_signals(signalReceived, box)
        guard failure == 0 else { throw SignalThreadFailed(reason: failure) }
        return stream
    }
}

/// The signal thread could not be started.
package struct SignalThreadFailed: Error, CustomStringConvertible {
    let reason: Int32

    package var description: String {
        "cannot start the thread that waits for signals: \(unsafe String(cString: strerror(reason)))"
    }
}

/// Carries the continuation through C; the signal thread keeps it for the life of the process.
private final class Continuation: Sendable {
    let continuation: AsyncStream<ProcessSignal>.Continuation

    init(_ continuation: AsyncStream<ProcessSignal>.Continuation) {
        self.continuation = continuation
    }
}

private func signalReceived(_ number: Int32, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context, let signal = ProcessSignal(number: number) else { return }
    unsafe Unmanaged<Continuation>.fromOpaque(context).takeUnretainedValue()
        .continuation.yield(signal)
}
