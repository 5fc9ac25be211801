public import Clocks
public import TraceContext

/// A handle on one piece of work of a trace.
///
/// It may be copied and used from any thread. Nothing here blocks, throws or traps; what is called
/// after `end()`, or on a span that is not recorded, does nothing.
public struct Span: Sendable {
    /// What identifies the span; it is passed on even where the span is not recorded.
    public let context: SpanContext
    let recording: Recording?

    /// A span that only passes its context on.
    public init(_ context: SpanContext) {
        self.context = context
        recording = nil
    }

    init(_ recording: Recording) {
        context = recording.context
        self.recording = recording
    }

    /// The span the current task works in, or `nil` outside of any.
    public static var current: Span? {
        guard let context = ActiveSpan.current else { return nil }
        if let bound = Recording.bound, bound.context.spanID == context.spanID {
            return Span(bound)
        }
        return Span(context)
    }

    /// What is set here goes somewhere; `false` once the span has ended.
    public var isRecording: Bool { recording?.isRecording ?? false }

    /// What has been recorded so far; `nil` where nothing is.
    public var snapshot: SpanData? { recording?.data }

    /// Sets one attribute; the last value of a key counts.
    public func setAttribute(_ key: AttributeKey, _ value: AttributeValue) {
        recording?.set(key, value)
    }

    /// Sets several attributes at once.
    public func setAttributes(_ attributes: Attributes) {
        recording?.set(attributes)
    }

    /// Notes that something happened, now or at `time`.
    public func addEvent(
        _ name: String,
        attributes: Attributes = Attributes(),
        at time: Instant? = nil
    ) {
        recording?.add(name, attributes, at: time)
    }

    /// Points at a related span; those known at the start are better given there, for samplers.
    public func addLink(to context: SpanContext, attributes: Attributes = Attributes()) {
        recording?.add(SpanLink(context, attributes: attributes))
    }

    /// Says how the work went. `ok` is final; a description is only kept for an error.
    public func setStatus(_ status: SpanStatus) {
        recording?
            .update { span, _ in
                if span.status != .ok, status != .unset { span.status = status }
            }
    }

    public func updateName(_ name: String) {
        recording?.update { span, _ in span.name = name }
    }

    /// Ends the span, now or at `time`. It does not end its children, and does no I/O.
    public func end(at time: Instant? = nil) {
        recording?.end(at: time)
    }
}
