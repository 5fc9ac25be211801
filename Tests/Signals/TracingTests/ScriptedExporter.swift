import Synchronization

@testable import Tracing

/// Takes batches, fails or hangs as it is told, and tells the test what happens.
final class ScriptedExporter: SpanExporter {
    enum Answer: Sendable {
        case success
        case failure
        /// Until the task is cancelled.
        case hang
    }

    let componentType = "scripted_span_exporter"
    let componentAttributes: Attributes = ["server.address": "localhost"]
    private let state: Mutex<State>
    private let started: AsyncStream<[SpanData]>
    private let starts: AsyncStream<[SpanData]>.Continuation

    private struct State {
        var answers: [Answer]
        var batches: [[String]] = []
        var running = 0
        var mostRunning = 0
        var flushes = 0
        var shutdowns = 0
    }

    /// The last answer is given for ever.
    init(_ answers: [Answer] = [.success]) {
        state = Mutex(State(answers: answers))
        (started, starts) = AsyncStream.makeStream()
    }

    var batches: [[String]] { state.withLock { $0.batches } }
    var mostRunning: Int { state.withLock { $0.mostRunning } }
    var flushes: Int { state.withLock { $0.flushes } }
    var shutdowns: Int { state.withLock { $0.shutdowns } }

    /// Waits until so many more exports have begun.
    func exports(_ count: Int) async {
        var left = count
        for await _ in started {
            left -= 1
            if left == 0 { return }
        }
    }

    func export(_ spans: [SpanData]) async throws {
        let answer = state.withLock { state in
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            state.batches.append(spans.map(\.name))
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
        defer { state.withLock { $0.running -= 1 } }
        starts.yield(spans)
        switch answer {
        case .success: await Task.yield()
        case .failure: throw Failure("refused")
        case .hang: try await Self.forEver()
        }
    }

    private static func forEver() async throws {
        let (never, end) = AsyncStream<Void>.makeStream()
        for await _ in never {}
        withExtendedLifetime(end) {}
        throw CancellationError()
    }

    func forceFlush() { state.withLock { $0.flushes += 1 } }
    func shutdown() { state.withLock { $0.shutdowns += 1 } }
}
