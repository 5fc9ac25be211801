public import TraceContext

/// Sees recorded spans end.
///
/// `onEnd` is called where the span ends, from any thread: it must be quick, must not block and
/// cannot fail. Everything else runs in tasks.
public protocol SpanProcessor: AnyObject, Sendable {
    /// The span is over and complete. Spans that are not sampled come here, too.
    func onEnd(_ span: EndedSpan)
    /// Works until `shutdown`, or until the task is cancelled.
    func run() async
    /// Hands on everything that came before this call, in at most `limit`.
    func forceFlush(within limit: Duration) async -> Completion
    /// Flushes, and does nothing ever after.
    func shutdown(within limit: Duration) async -> Completion
    /// What the processor tells about itself.
    var measurements: [SelfMeasurement] { get }
}

extension SpanProcessor {
    public func run() async {}
    public func forceFlush(within limit: Duration) async -> Completion { .success }
    public func shutdown(within limit: Duration) async -> Completion { .success }
    public var measurements: [SelfMeasurement] { [] }
}

/// A processor that wants to see or change spans that have just started.
public protocol SpanStartingProcessor: SpanProcessor {
    /// Called where the span starts, under the rules of `onEnd`.
    func onStart(_ span: Span, parent: SpanContext?)
}

/// A processor that wants to change spans just before they end.
public protocol SpanEndingProcessor: SpanProcessor {
    /// Called where the span ends, under the rules of `onEnd`.
    func onEnding(_ span: Span)
}
