public import TraceContext

/// Decides, when a span starts, whether it is recorded and sampled.
///
/// It is called on every start, from any thread: it must be quick and must not block.
public protocol Sampler: Sendable, CustomStringConvertible {
    func sample(_ span: SamplingRequest) -> SamplingResult
    /// The decision where it follows from this alone, always, and changes nothing else.
    ///
    /// It is asked once and spares most starts the making of a request. `nil` asks for `sample`.
    func decision(under parent: ParentKind) -> SamplingResult.Decision?
}

extension Sampler {
    public func decision(under parent: ParentKind) -> SamplingResult.Decision? { nil }
}

/// What matters about a parent to most samplers.
public enum ParentKind: Int, Hashable, Sendable, CaseIterable {
    case none
    case localNotSampled
    case localSampled
    case remoteNotSampled
    case remoteSampled

    @inline(__always)
    init(_ parent: SpanContext?) {
        switch (parent?.isRemote, parent?.isSampled) {
        case (false, false): self = .localNotSampled
        case (false, true): self = .localSampled
        case (true, false): self = .remoteNotSampled
        case (true, true): self = .remoteSampled
        default: self = .none
        }
    }
}

/// The span that is about to start.
public struct SamplingRequest: Sendable {
    /// `nil` for the first span of a trace.
    public var parent: SpanContext?
    public var traceID: TraceID
    public var name: String
    public var kind: SpanKind
    public var attributes: Attributes
    public var links: [SpanLink]

    public init(
        parent: SpanContext? = nil,
        traceID: TraceID,
        name: String,
        kind: SpanKind = .internal,
        attributes: Attributes = Attributes(),
        links: [SpanLink] = []
    ) {
        self.parent = parent
        self.traceID = traceID
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.links = links
    }
}

/// What a sampler wants done with a span.
public struct SamplingResult: Hashable, Sendable {
    public var decision: Decision
    /// Added to those of the span.
    public var attributes: Attributes
    /// The trace state of the new span; usually that of the parent.
    public var traceState: TraceState

    /// Sampled without being recorded does not exist.
    public enum Decision: Int, Hashable, Sendable, CaseIterable {
        /// Not recorded; only its ids are passed on.
        case drop
        /// Processors see it, exporters do not.
        case recordOnly
        case recordAndSample
    }

    public init(
        _ decision: Decision,
        attributes: Attributes = Attributes(),
        traceState: TraceState = TraceState()
    ) {
        self.decision = decision
        self.attributes = attributes
        self.traceState = traceState
    }
}

/// Samples every span.
public struct AlwaysOnSampler: Sampler {
    public init() {}

    public var description: String { "AlwaysOnSampler" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        SamplingResult(.recordAndSample, traceState: span.parent?.traceState ?? TraceState())
    }

    public func decision(under parent: ParentKind) -> SamplingResult.Decision? {
        .recordAndSample
    }
}

/// Drops every span.
public struct AlwaysOffSampler: Sampler {
    public init() {}

    public var description: String { "AlwaysOffSampler" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        SamplingResult(.drop, traceState: span.parent?.traceState ?? TraceState())
    }

    public func decision(under parent: ParentKind) -> SamplingResult.Decision? { .drop }
}

/// Records also what another sampler drops, so that processors see every span.
public struct AlwaysRecordSampler: Sampler {
    private let base: any Sampler

    public init(_ base: any Sampler) { self.base = base }

    public var description: String { "AlwaysRecordSampler{\(base)}" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        var result = base.sample(span)
        if result.decision == .drop { result.decision = .recordOnly }
        return result
    }

    public func decision(under parent: ParentKind) -> SamplingResult.Decision? {
        let decision = base.decision(under: parent)
        return decision == .drop ? .recordOnly : decision
    }
}
