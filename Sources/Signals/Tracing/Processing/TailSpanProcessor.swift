internal import Synchronization
public import TraceContext

/// Keeps whole local traces that failed or were slow, whatever the sampler said at their start.
///
/// It needs a sampler that records every span, such as `AlwaysRecordSampler`. Spans that were
/// sampled go on to the next processor at once; the others wait until their trace is over here.
public final class TailSpanProcessor: SpanStartingProcessor {
    private let next: any SpanProcessor
    private let slowness: Duration?
    private let lanes: ForkLocal<Lane>

    /// What may wait; the oldest trace is decided early to make room.
    public struct Limits: Hashable, Sendable {
        public var traces = 1000
        public var spans = 20_000
        public var spansPerTrace = 1000
        /// How many decisions are remembered for spans that end after their trace.
        public var decisions = 4096

        public init() {}
    }

    private final class Lane: Sendable {
        let buffer: Mutex<TailBuffer>

        init(_ limits: Limits) { buffer = Mutex(TailBuffer(limits)) }
    }

    /// A trace is slow when one of its spans takes `slowness` or more; `nil` keeps only failures.
    public init(
        slowerThan slowness: Duration? = nil,
        limits: Limits = Limits(),
        next: any SpanProcessor
    ) {
        self.next = next
        self.slowness = slowness
        lanes = ForkLocal { Lane(limits) }
    }

    public func onStart(_ span: Span, parent: SpanContext?) {
        if span.context.isSampled { return }
        let traceID = span.context.traceID
        handOn(lanes.with { $0.buffer.withLock { $0.start(traceID) } })
    }

    public func onEnd(_ span: EndedSpan) {
        if span.isSampled {
            next.onEnd(span)
        } else {
            let isSlow = slowness.map { span.duration >= $0 } ?? false
            let isWanted = isSlow || span.isError
            handOn(lanes.with { $0.buffer.withLock { $0.end(span, isWanted: isWanted) } })
        }
    }

    private func handOn(_ spans: [EndedSpan]) {
        for span in spans { next.onEnd(span.kept) }
    }

    public func run() async { await next.run() }

    /// Traces that are not over yet stay.
    public func forceFlush(within limit: Duration) async -> Completion {
        await next.forceFlush(within: limit)
    }

    public func shutdown(within limit: Duration) async -> Completion {
        handOn(lanes.with { $0.buffer.withLock { $0.finish() } })
        return await next.shutdown(within: limit)
    }

    public var measurements: [SelfMeasurement] {
        let counts = lanes.with { lane in
            lane.buffer.withLock {
                ["kept": $0.kept, "passed_over": $0.passedOver, "lost": $0.lost]
            }
        }
        let own = counts.sorted { $0.key < $1.key }.map { outcome, count in
            SelfMeasurement(
                SelfMetric.tailSpans,
                unit: "{span}",
                .counter(count),
                ["outcome": .string(outcome)]
            )
        }
        return own + next.measurements
    }
}
