public import Clocks
internal import TraceContext

/// Makes the spans of one library or module.
///
/// It is cheap to keep and safe on any thread. Its provider's settings apply to it at all times.
public final class Tracer: Sendable {
    let provider: TracerProvider
    let origin: SpanOrigin

    init(provider: TracerProvider, scope: InstrumentationScope) {
        self.provider = provider
        origin = SpanOrigin(resource: provider.resource, scope: scope)
    }

    public var scope: InstrumentationScope { origin.scope }

    /// Starting a span makes sense; `false` while tracing is switched off.
    public var isEnabled: Bool { provider.isActive }

    /// Starts a span and leaves the active one as it is; `end()` must be called on it.
    ///
    /// Attributes and links given here are seen by samplers.
    public func startSpan(
        _ name: String,
        kind: SpanKind = .internal,
        parent: SpanParent = .current,
        attributes: Attributes = Attributes(),
        links: [SpanLink] = [],
        at start: Instant? = nil
    ) -> Span {
        let (given, enclosing) = parent.resolved
        guard provider.isActive else { return Span(given ?? .none) }
        let parent = given?.isValid == true ? given : nil
        let parentKind = ParentKind(parent)
        let traceID = parent?.traceID ?? provider.traceID()
        let result: SamplingResult
        if let decision = provider.sampler.decision(under: parentKind) {
            result = SamplingResult(decision, traceState: parent?.traceState ?? TraceState())
        } else {
            let request = SamplingRequest(
                parent: parent,
                traceID: traceID,
                name: name,
                kind: kind,
                attributes: attributes,
                links: links
            )
            result = provider.sampler.sample(request)
        }
        let context = SpanContext(
            traceID: traceID,
            // A new id even for a span that is dropped, so that logs can tell the two apart.
            spanID: provider.spanID(),
            flags: provider.flags(for: result.decision, parent: parent),
            traceState: result.traceState
        )
        provider.counts.start(result.decision, under: parentKind)
        if result.decision == .drop { return Span(context) }

        let recording = record(context, parent, name, kind, start, enclosing)
        if !attributes.isEmpty { recording.begin(with: attributes) }
        if !result.attributes.isEmpty { recording.set(result.attributes) }
        for link in links { recording.add(link) }
        if provider.hasStartingProcessors {
            provider.announceStart(of: Span(recording), parent: parent)
        }
        return Span(recording)
    }

    @inline(__always)
    private func record(
        _ context: SpanContext,
        _ parent: SpanContext?,
        _ name: String,
        _ kind: SpanKind,
        _ start: Instant?,
        _ enclosing: Recording?
    ) -> Recording {
        let uptime = provider.clock.uptime
        let offset = enclosing?.clockOffset ?? provider.clock.offset(at: uptime)
        return Recording(
            context,
            parent: parent,
            name: name,
            kind: kind,
            start: start?.nanoseconds ?? uptime &+ offset,
            tracer: self,
            clockOffset: offset
        )
    }
}

extension SpanContext {
    /// The context of no span.
    static let none = SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(value: 0))
}
