internal import Clocks
internal import Synchronization
internal import TraceContext

/// A span that is being recorded: everything about it in one allocation.
///
/// Once it has ended it never changes again, and processors and exporters share it by reference.
final class Recording: Sendable {
    let context: SpanContext
    let parent: SpanContext?
    let kind: SpanKind
    let start: Int64
    /// The time of day minus the uptime when the local trace began.
    let clockOffset: Int64
    private let origin: SpanOrigin
    private let state: Mutex<State>

    /// What may change until the end.
    struct State {
        /// `nil` once the span has ended. A span that has ended must not hold its provider, whose
        /// processors may hold the span.
        fileprivate var tracer: Tracer?
        fileprivate var end: Int64
        var name: String
        var attributes = Attributes()
        var events: [SpanEvent] = []
        var links: [SpanLink] = []
        var status = SpanStatus.unset
        var dropped = DroppedCounts()
    }

    /// The recording to which `ActiveSpan.current` belongs, when their ids agree.
    @TaskLocal static var bound: Recording?

    init(
        _ context: SpanContext,
        parent: SpanContext?,
        name: String,
        kind: SpanKind,
        start: Int64,
        tracer: Tracer,
        clockOffset: Int64
    ) {
        self.context = context
        self.parent = parent
        self.kind = kind
        self.start = start
        self.clockOffset = clockOffset
        origin = tracer.origin
        state = Mutex(State(tracer: tracer, end: start, name: name))
    }

    deinit {
        state.withLock { $0.tracer }?.provider.counts.abandon(isSampled: context.isSampled)
    }

    var isRecording: Bool { state.withLock { $0.tracer != nil } }

    /// Changes the span, unless it has ended.
    @inline(__always)
    func update(_ change: (inout State, TracerProvider) -> Void) {
        state.withLock { state in
            if let tracer = state.tracer { change(&state, tracer.provider) }
        }
    }

    func end(at time: Instant?) {
        announceEnd()
        let ended = state.withLock { state -> (tracer: Tracer, dropped: DroppedCounts)? in
            guard let tracer = state.tracer.take() else { return nil }
            let now = time?.nanoseconds ?? now(tracer.provider)
            state.end = max(now, start)
            return (tracer, state.dropped)
        }
        guard let ended else { return }
        if !ended.dropped.isZero { tell(ended.dropped, ended.tracer.provider) }
        ended.tracer.provider.finish(EndedSpan(self))
    }

    /// The time of day as the local trace counts it.
    func now(_ provider: TracerProvider) -> Int64 { provider.clock.uptime &+ clockOffset }

    private func announceEnd() {
        let tracer = state.withLock { state in
            state.tracer.flatMap { $0.provider.hasEndingProcessors ? $0 : nil }
        }
        tracer?.provider.announceEnd(of: self)
    }

    @inline(never)
    private func tell(_ dropped: DroppedCounts, _ provider: TracerProvider) {
        provider.report(.limitsReached(span: data.name, dropped))
    }
}

extension Recording {
    /// Everything as of now.
    var data: SpanData {
        let state = state.withLock { $0 }
        let end = state.tracer.map { now($0.provider) } ?? state.end
        return SpanData(
            name: state.name,
            context: context,
            parent: parent,
            kind: kind,
            start: Instant(nanoseconds: start),
            end: Instant(nanoseconds: max(end, start)),
            attributes: state.attributes,
            events: state.events,
            links: state.links,
            status: state.status,
            dropped: state.dropped,
            origin: origin
        )
    }

    var status: SpanStatus { state.withLock { $0.status } }

    /// From the start to the end; zero before the end.
    var duration: Duration { .nanoseconds(state.withLock { $0.end }) - .nanoseconds(start) }

    /// What an error needs to know of the provider.
    var recordsExceptionEvents: Bool {
        state.withLock { $0.tracer?.provider.recordsExceptionEvents ?? false }
    }
}
