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
    let tracer: Tracer
    /// The time of day minus the uptime when the local trace began.
    let clockOffset: Int64
    private let state: Mutex<State>

    /// What may change until the end.
    struct State {
        var end: Int64?
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
        self.tracer = tracer
        self.clockOffset = clockOffset
        state = Mutex(State(name: name))
    }

    deinit {
        if isRecording { tracer.provider.counts.abandon(isSampled: context.isSampled) }
    }

    var isRecording: Bool { state.withLock { $0.end == nil } }

    var status: SpanStatus { state.withLock { $0.status } }

    /// Nanoseconds from start to end; zero before the end.
    var length: Int64 {
        state.withLock { ($0.end ?? start).subtractingReportingOverflow(start) }.partialValue
    }

    /// The time of day as the local trace counts it.
    var now: Int64 { tracer.provider.clock.uptime &+ clockOffset }

    /// Changes the span, unless it has ended.
    @inline(__always)
    func update(_ change: (inout State) -> Void) {
        state.withLock { state in
            if state.end == nil { change(&state) }
        }
    }

    func end(at time: Instant?) {
        let end = max(time?.nanoseconds ?? now, start)
        if tracer.provider.hasEndingProcessors, isRecording {
            tracer.provider.announceEnd(of: self)
        }
        let dropped = state.withLock { state -> DroppedCounts? in
            guard state.end == nil else { return nil }
            state.end = end
            return state.dropped
        }
        guard let dropped else { return }
        if !dropped.isZero { reportLosses(dropped) }
        tracer.provider.finish(EndedSpan(self))
    }

    private func reportLosses(_ dropped: DroppedCounts) {
        tracer.provider.report(.limitsReached(span: data.name, dropped))
    }

    /// Everything as of now.
    var data: SpanData {
        let state = state.withLock { $0 }
        return SpanData(
            name: state.name,
            context: context,
            parent: parent,
            kind: kind,
            start: Instant(nanoseconds: start),
            end: Instant(nanoseconds: state.end ?? now),
            attributes: state.attributes,
            events: state.events,
            links: state.links,
            status: state.status,
            dropped: state.dropped,
            origin: tracer.origin
        )
    }
}
