public import Clocks
public import TraceContext

/// A span as processors and exporters see it: a value that no longer changes.
public struct SpanData: Hashable, Sendable {
    public var context: SpanContext
    /// The whole context of the parent; `nil` for the first span of a trace.
    public var parent: SpanContext?
    public var name: String
    public var kind: SpanKind
    public var start: Instant
    /// Never before `start`.
    public var end: Instant
    public var attributes: Attributes
    public var events: [SpanEvent]
    public var links: [SpanLink]
    public var status: SpanStatus
    public var dropped: DroppedCounts
    /// Who made the span: its resource and its instrumentation scope.
    public var origin: SpanOrigin

    public init(
        name: String,
        context: SpanContext,
        parent: SpanContext? = nil,
        kind: SpanKind = .internal,
        start: Instant,
        end: Instant,
        attributes: Attributes = [:],
        events: [SpanEvent] = [],
        links: [SpanLink] = [],
        status: SpanStatus = .unset,
        dropped: DroppedCounts = DroppedCounts(),
        origin: SpanOrigin
    ) {
        self.context = context
        self.parent = parent
        self.name = name
        self.kind = kind
        self.start = start
        self.end = end
        self.attributes = attributes
        self.events = events
        self.links = links
        self.status = status
        self.dropped = dropped
        self.origin = origin
    }

    public var resource: Resource { origin.resource }
    public var scope: InstrumentationScope { origin.scope }
    public var duration: Duration { end - start }

    /// The first span of the trace in this process.
    public var isLocalRoot: Bool { parent?.isRemote ?? true }
}

/// How much the limits have cut off.
public struct DroppedCounts: Hashable, Sendable {
    public var attributes: UInt32
    public var events: UInt32
    public var links: UInt32

    public init(attributes: UInt32 = 0, events: UInt32 = 0, links: UInt32 = 0) {
        self.attributes = attributes
        self.events = events
        self.links = links
    }

    var isZero: Bool { attributes | events | links == 0 }
}

/// What a span says about two processes or parts of one.
public enum SpanKind: UInt8, Hashable, Sendable, CaseIterable {
    /// Nobody outside takes part. The raw values are those of OTLP.
    case `internal` = 1
    case server = 2
    case client = 3
    case producer = 4
    case consumer = 5
}

/// How the work went, as far as anybody has said.
public enum SpanStatus: Hashable, Sendable {
    case unset
    /// Somebody looked and says it went well; this is final.
    case ok
    case error(description: String = "")

    public var isError: Bool {
        if case .error = self { true } else { false }
    }
}

/// Something that happened at one moment of a span.
public struct SpanEvent: Hashable, Sendable {
    public var name: String
    public var time: Instant
    public var attributes: Attributes
    public var droppedAttributes: UInt32

    public init(
        _ name: String,
        at time: Instant,
        attributes: Attributes = [:],
        droppedAttributes: UInt32 = 0
    ) {
        self.name = name
        self.time = time
        self.attributes = attributes
        self.droppedAttributes = droppedAttributes
    }
}

/// A span that is related, but not the parent: of this trace or another.
public struct SpanLink: Hashable, Sendable {
    public var context: SpanContext
    public var attributes: Attributes
    public var droppedAttributes: UInt32

    public init(
        _ context: SpanContext,
        attributes: Attributes = [:],
        droppedAttributes: UInt32 = 0
    ) {
        self.context = context
        self.attributes = attributes
        self.droppedAttributes = droppedAttributes
    }

    /// A link that points nowhere is kept only when it says something.
    var isWorthKeeping: Bool {
        context.isValid || !attributes.isEmpty || !context.traceState.isEmpty
    }
}
