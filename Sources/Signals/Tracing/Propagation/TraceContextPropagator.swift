internal import TraceContext

/// W3C Trace Context, level 2: `traceparent` and `tracestate`.
public struct TraceContextPropagator: Propagator {
    /// A longer trace state is shortened by whole members; every system must pass on 512.
    static let longestTraceState = 4096

    public init() {}

    public var fields: [String] { ["traceparent", "tracestate"] }

    public func inject(_ context: PropagatedContext, into carrier: inout some TextMap) {
        guard let span = context.span, span.isValid else { return }
        carrier.set("traceparent", to: span.traceparent)
        if span.traceState.isEmpty { return }
        let state = span.traceState.truncated(to: Self.longestTraceState)
        if !state.isEmpty { carrier.set("tracestate", to: state.description) }
    }

    public func extract(from carrier: some TextMap, into context: inout PropagatedContext) {
        var span: SpanContext?
        var count = 0
        carrier.forEachValue(of: "traceparent") { value in
            count += 1
            span = SpanContext(traceparent: value)
        }
        // With two of them nobody can tell which is right, so the trace begins anew.
        guard count == 1, let span else { return }
        let states = carrier.all("tracestate")
        if states.isEmpty {
            context.span = span
        } else {
            context.span = span.with(traceState: TraceState(headers: states) ?? TraceState())
        }
    }
}
