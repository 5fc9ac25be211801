public import TraceContext

/// What travels from process to process: the span on whose behalf, and the baggage.
public struct PropagatedContext: Hashable, Sendable {
    public var span: SpanContext?
    public var baggage: Baggage

    public init(span: SpanContext? = nil, baggage: Baggage = Baggage()) {
        self.span = span
        self.baggage = baggage
    }

    /// That of the current task.
    public static var current: PropagatedContext {
        PropagatedContext(span: ActiveSpan.current, baggage: Baggage.current)
    }

    /// Runs `body` with this as the current context, so that its spans continue the trace.
    public func withCurrent<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Baggage.$current.withValue(baggage) {
            try ActiveSpan.$current.withValue(span) { try body() }
        }
    }

    /// Runs `body` with this as the current context, so that its spans continue the trace.
    public func withCurrent<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await Baggage.$current.withValue(baggage) {
            try await ActiveSpan.$current.withValue(span) { try await body() }
        }
    }
}
