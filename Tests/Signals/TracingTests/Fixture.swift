import Clocks
import Synchronization
import TestKit
import TraceContext
import Tracing

/// A provider under simulated time whose spans are collected.
struct Fixture {
    let time = SimulatedTime()
    let collector = SpanCollector()
    let problems = Problems()
    let provider: TracerProvider
    let tracer: Tracer

    init(_ change: (inout TracingOptions) -> Void = { _ in }) {
        var options = TracingOptions()
        options.processors = [collector]
        options.report = problems.report
        change(&options)
        provider = TracerProvider(options, time: time)
        tracer = provider.tracer("test", version: "1")
    }

    init(sampler: any Sampler) {
        self.init { $0.sampler = sampler }
    }

    var spans: [SpanData] { collector.spans }

    func span(_ name: String) -> SpanData? { spans.first { $0.name == name } }
}

/// What has been reported.
final class Problems: Sendable {
    private let all = Mutex<[TracingProblem]>([])

    var list: [TracingProblem] { all.withLock { $0 } }

    var report: TracingProblem.Report {
        { [self] problem in all.withLock { $0.append(problem) } }
    }
}

/// Ids that count up, so that tests can tell which was made when.
final class CountingIDs: IDGenerator {
    private let last = Atomic<UInt64>(0)
    let isRandom = false

    private func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }

    func traceID() -> TraceID { TraceID(high: 0, low: next()) }
    func spanID() -> SpanID { SpanID(value: next()) }
}

extension SpanContext {
    static func remote(_ flags: Flags = .sampled, state: String = "") -> SpanContext {
        SpanContext(
            traceID: TraceID(high: 7, low: 8),
            spanID: SpanID(value: 9),
            flags: flags,
            traceState: TraceState(state) ?? TraceState(),
            isRemote: true
        )
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String = "it broke") { self.description = description }
}
