public import TraceContext

/// Under what a new span hangs.
public enum SpanParent: Sendable {
    /// The span the current task works in, if any.
    case current
    /// Nothing: the span begins a new trace.
    case root
    /// A span of this process.
    case span(Span)
    /// A span of which only the context is known, such as one of another process.
    case context(SpanContext)

    @inline(__always)
    var resolved: (context: SpanContext?, recording: Recording?) {
        switch self {
        case .root: return (nil, nil)
        case .context(let context): return (context, nil)
        case .span(let span): return (span.context, span.recording)
        case .current:
            guard let context = ActiveSpan.current else { return (nil, nil) }
            let bound = Recording.bound
            return (context, bound?.context.spanID == context.spanID ? bound : nil)
        }
    }
}
