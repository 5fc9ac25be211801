public import Clocks
internal import TraceContext

extension Tracer {
    /// Runs `body` in a span of its own, which is the active one meanwhile and ends with it.
    ///
    /// An error that leaves `body` is recorded and passed on.
    public func withSpan<Result>(
        _ name: String,
        kind: SpanKind = .internal,
        parent: SpanParent = .current,
        attributes: Attributes = Attributes(),
        links: [SpanLink] = [],
        at start: Instant? = nil,
        _ body: (Span) throws -> Result
    ) rethrows -> Result {
        let span = startSpan(
            name,
            kind: kind,
            parent: parent,
            attributes: attributes,
            links: links,
            at: start
        )
        defer { span.end() }
        do {
            return try span.withActive { try body(span) }
        } catch {
            span.recordException(error)
            throw error
        }
    }

    /// Runs `body` in a span of its own, which is the active one meanwhile and ends with it.
    ///
    /// An error that leaves `body` is recorded and passed on.
    public func withSpan<Result>(
        _ name: String,
        kind: SpanKind = .internal,
        parent: SpanParent = .current,
        attributes: Attributes = Attributes(),
        links: [SpanLink] = [],
        at start: Instant? = nil,
        _ body: (Span) async throws -> Result
    ) async rethrows -> Result {
        let span = startSpan(
            name,
            kind: kind,
            parent: parent,
            attributes: attributes,
            links: links,
            at: start
        )
        defer { span.end() }
        do {
            return try await span.withActive { try await body(span) }
        } catch {
            span.recordException(error)
            throw error
        }
    }
}

extension Span {
    /// Runs `body` with this as the active span, which does not end with it.
    public func withActive<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard context.isValid else { return try body() }
        return try ActiveSpan.$current.withValue(context) {
            // One that is not recorded needs no second binding: the ids do not agree.
            guard let recording else { return try body() }
            return try Recording.$bound.withValue(recording) { try body() }
        }
    }

    /// Runs `body` with this as the active span, which does not end with it.
    public func withActive<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        guard context.isValid else { return try await body() }
        return try await ActiveSpan.$current.withValue(context) {
            guard let recording else { return try await body() }
            return try await Recording.$bound.withValue(recording) { try await body() }
        }
    }
}
