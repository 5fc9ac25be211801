internal import Clocks
internal import Synchronization
internal import TraceContext

/// A span that is being recorded: its data in one allocation, handed on whole when it ends.
final class Recording: Sendable {
    let context: SpanContext
    let tracer: Tracer
    /// The time of day minus the uptime when the local trace began.
    let clockOffset: Int64
    /// `nil` once the span has ended, so that whatever comes later finds nothing to change.
    private let data: Mutex<SpanData?>

    /// The recording to which `ActiveSpan.current` belongs, when their ids agree.
    @TaskLocal static var bound: Recording?

    init(_ data: consuming SpanData, tracer: Tracer, clockOffset: Int64) {
        context = data.context
        self.tracer = tracer
        self.clockOffset = clockOffset
        self.data = Mutex(data)
    }

    deinit {
        if isRecording { tracer.provider.counts.abandon(isSampled: context.isSampled) }
    }

    var isRecording: Bool { data.withLock { $0 != nil } }

    var snapshot: SpanData? { data.withLock { $0 } }

    /// The time of day as the local trace counts it.
    var now: Instant {
        Instant(nanoseconds: tracer.provider.clock.uptime &+ clockOffset)
    }

    /// Changes the span, unless it has ended.
    func update(_ change: (inout SpanData) -> Void) {
        data.withLock { data in
            if data != nil { change(&data!) }
        }
    }

    func end(at time: Instant?) {
        let end = time ?? now
        tracer.provider.announceEnd(of: self)
        guard var span = data.withLock({ $0.take() }) else { return }
        span.end = max(end, span.start)
        tracer.provider.finish(span)
    }
}
