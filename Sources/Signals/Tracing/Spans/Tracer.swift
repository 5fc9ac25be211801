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
        let (given, recording) = parent.resolved
        guard provider.isActive else { return Span(given ?? .none) }
        let parent = given?.isValid == true ? given : nil
        let request = SamplingRequest(
            parent: parent,
            traceID: parent?.traceID ?? provider.ids.traceID(),
            name: name,
            kind: kind,
            attributes: attributes,
            links: links
        )
        let result = provider.sampler.sample(request)
        let context = SpanContext(
            traceID: request.traceID,
            // A new id even for a span that is dropped, so that logs can tell the two apart.
            spanID: provider.ids.spanID(),
            flags: provider.flags(for: result.decision, parent: parent),
            traceState: result.traceState
        )
        provider.counts.start(result.decision, parent: parent)
        if result.decision == .drop { return Span(context) }
        return record(request, context, result.attributes, recording, start)
    }

    private func record(
        _ request: SamplingRequest,
        _ context: SpanContext,
        _ added: Attributes,
        _ parent: Recording?,
        _ start: Instant?
    ) -> Span {
        let uptime = provider.clock.uptime
        let offset = parent?.clockOffset ?? provider.clock.timeOfDay &- uptime
        let start = start ?? Instant(nanoseconds: uptime &+ offset)
        var data = SpanData(
            name: request.name,
            context: context,
            parent: request.parent,
            kind: request.kind,
            start: start,
            end: start,
            attributes: request.attributes,
            origin: origin
        )
        if !added.isEmpty { data.attributes.merge(added) }
        if !data.attributes.isEmpty {
            let limits = provider.limits
            data.dropped.attributes = data.attributes.limit(to: limits.attributes, limits)
        }
        for link in request.links { data.add(link, provider.limits) }
        let span = Span(Recording(data, tracer: self, clockOffset: offset))
        provider.announceStart(of: span, parent: request.parent)
        return span
    }
}

extension SpanContext {
    /// The context of no span.
    static let none = SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(value: 0))
}
