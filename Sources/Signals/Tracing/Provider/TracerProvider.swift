package import Clocks
internal import Synchronization
internal import TraceContext

/// Hands out tracers and owns what they share: resource, sampler, limits, processors.
///
/// Starting and ending spans takes no lock that anything slow is done under, and no exporter is
/// called there. `run()` does the exporting; `shutdown` ends it.
public final class TracerProvider: Sendable {
    public let resource: Resource
    public let limits: SpanLimits
    private let ids: any IDGenerator
    /// The ids are random, which needs no call through `ids`.
    private let isQuick: Bool
    private let flagsOfRoots: SpanContext.Flags
    let clock: SpanClock
    let sampler: SwitchableSampler
    let counts = SpanCounts()
    let recordsExceptionEvents: Bool
    private let processors: [any SpanProcessor]
    private let starting: [any SpanStartingProcessor]
    private let ending: [any SpanEndingProcessor]
    let report: TracingProblem.Report
    /// Why spans do nothing: zero while they do something, so that a start asks only once.
    private let obstacles: Atomic<UInt8>

    private static let isSwitchedOff: UInt8 = 1
    private static let isShutDown: UInt8 = 2

    public convenience init(_ options: TracingOptions = TracingOptions()) {
        self.init(options, source: nil)
    }

    package convenience init(_ options: TracingOptions, time: any TimeSource) {
        self.init(options, source: time)
    }

    private init(_ options: TracingOptions, source: (any TimeSource)?) {
        resource = options.resource
        limits = options.limits
        ids = options.ids
        isQuick = options.ids is RandomIDs
        flagsOfRoots = options.ids.isRandom ? .random : []
        clock = SpanClock(source)
        sampler = SwitchableSampler(options.sampler)
        recordsExceptionEvents = options.recordsExceptionEvents
        processors = options.processors
        starting = options.processors.compactMap { $0 as? any SpanStartingProcessor }
        ending = options.processors.compactMap { $0 as? any SpanEndingProcessor }
        report = options.report
        obstacles = Atomic(options.isEnabled ? 0 : Self.isSwitchedOff)
    }

    /// A tracer for a library or module; an empty name works, and is reported.
    public func tracer(
        _ name: String,
        version: String = "",
        schemaURL: String = "",
        attributes: Attributes = [:]
    ) -> Tracer {
        if name.isEmpty { report(.unnamedTracer) }
        return Tracer(
            provider: self,
            scope: InstrumentationScope(
                name,
                version: version,
                schemaURL: schemaURL,
                attributes: attributes
            )
        )
    }

    /// Spans are recorded, if the sampler wants them.
    public var isActive: Bool { obstacles.load(ordering: .relaxed) == 0 }

    /// Switches tracing off and on at run time. Spans that run already go on.
    public func setEnabled(_ isEnabled: Bool) {
        if isEnabled {
            obstacles.bitwiseAnd(~Self.isSwitchedOff, ordering: .relaxed)
        } else {
            obstacles.bitwiseOr(Self.isSwitchedOff, ordering: .relaxed)
        }
    }

    /// Replaces the sampler at run time, also for tracers handed out already.
    ///
    /// Replaced samplers stay in memory as long as the provider.
    public func setSampler(_ sampler: any Sampler) {
        self.sampler.replace(with: sampler)
    }

    /// Does the work of all processors until `shutdown`, or until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for processor in processors { group.addTask { await processor.run() } }
        }
    }

    /// Exports everything that has ended so far.
    public func forceFlush(within limit: Duration = .seconds(30)) async -> Completion {
        await Completion.worst(of: processors) { await $0.forceFlush(within: limit) }
    }

    /// Flushes and ends tracing for good; from then on all tracers do nothing.
    public func shutdown(within limit: Duration = .seconds(30)) async -> Completion {
        let (old, _) = obstacles.bitwiseOr(Self.isShutDown, ordering: .relaxed)
        if old & Self.isShutDown != 0 {
            report(.calledAfterShutdown("shutdown"))
            return .failure
        }
        return await Completion.worst(of: processors) { await $0.shutdown(within: limit) }
    }

    /// What tracing tells about itself, at this moment.
    public var measurements: [SelfMeasurement] {
        counts.measurements + processors.flatMap(\.measurements)
    }
}

extension TracerProvider {
    @inline(__always)
    func traceID() -> TraceID { isQuick ? RandomIDs.traceID() : ids.traceID() }

    @inline(__always)
    func spanID() -> SpanID { isQuick ? RandomIDs.spanID() : ids.spanID() }

    func flags(
        for decision: SamplingResult.Decision,
        parent: SpanContext?
    ) -> SpanContext.Flags {
        var flags: SpanContext.Flags
        if let parent {
            // Random is a property of the trace id, debug a wish about the trace: both are kept.
            flags = parent.flags.intersection([.random, .debug])
        } else {
            flags = flagsOfRoots
        }
        if decision == .recordAndSample { flags.insert(.sampled) }
        return flags
    }

    @inline(__always)
    var hasStartingProcessors: Bool { !starting.isEmpty }

    func announceStart(of span: Span, parent: SpanContext?) {
        for processor in starting { processor.onStart(span, parent: parent) }
    }

    @inline(__always)
    var hasEndingProcessors: Bool { !ending.isEmpty }

    func announceEnd(of recording: Recording) {
        for processor in ending { processor.onEnding(Span(recording)) }
    }

    func finish(_ span: EndedSpan) {
        counts.end(isSampled: span.isSampled)
        for processor in processors { processor.onEnd(span) }
    }
}
