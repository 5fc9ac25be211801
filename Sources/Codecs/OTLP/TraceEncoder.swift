package import Bytes
package import Clocks
package import TraceContext

/// Writes one `ExportTraceServiceRequest`, span by span.
///
/// ```swift
/// var traces = TraceEncoder(as: .protobuf)
/// traces.resource { $0.add("service.name", "shop") }
/// traces.scope("checkout", version: "1.2")
/// for span in batch {
///     traces.span(span.name, context: span.context, parent: span.parent, ...) { attributes in
///         for attribute in span.attributes { attributes.add(attribute.key.name, ...) }
///     }
/// }
/// let body = traces.body()
/// ```
/// It is fed field by field: this floor lies below the one that knows what a span is, and this way
/// no span has to be turned into a value of another type first, whose strings and arrays would be
/// counted up and down again. Everything is concrete, so nothing depends on the optimizer
/// seeing through generics across modules.
package struct TraceEncoder: ~Copyable {
    private var request: RequestWriter

    /// Writes into the memory of `buffer`; handing back the last body spares growing a new one.
    package init(as encoding: OTLPEncoding, onto buffer: consuming ByteBuffer = ByteBuffer()) {
        request = RequestWriter(.traces, as: encoding, onto: buffer)
    }

    /// How a span's work went.
    package enum Status: Sendable {
        case unset
        case ok
        case error(String)
    }

    /// How much the limits have cut off a span.
    package struct Dropped: Sendable {
        package var attributes: UInt32
        package var events: UInt32
        package var links: UInt32

        package init(attributes: UInt32 = 0, events: UInt32 = 0, links: UInt32 = 0) {
            self.attributes = attributes
            self.events = events
            self.links = links
        }
    }

    package var spanCount: Int { request.recordCount }

    /// How long the request is so far, short of a few bytes.
    package var byteCount: Int { request.writer.count }

    /// What follows comes from this program or machine.
    package mutating func resource(
        schemaURL: String = "",
        _ attributes: (inout AttributeList) -> Void
    ) {
        request.beginResource(schemaURL: schemaURL, attributes)
    }

    /// What follows comes from this part of the resource.
    package mutating func scope(
        _ name: String,
        version: String = "",
        schemaURL: String = "",
        _ attributes: (inout AttributeList) -> Void = { _ in }
    ) {
        request.beginScope(name, version: version, schemaURL: schemaURL, attributes)
    }

    /// One span; `kind` is the number that OTLP gives it.
    package mutating func span(
        _ name: String,
        context: SpanContext,
        parent: SpanContext? = nil,
        kind: UInt8,
        start: Instant,
        end: Instant,
        status: Status = .unset,
        dropped: Dropped = Dropped(),
        attributes: (inout AttributeList) -> Void = { _ in },
        events: (inout EventList) -> Void = { _ in },
        links: (inout LinkList) -> Void = { _ in }
    ) {
        request.record { span in
            span.id(1, "traceId", context.traceID)
            span.id(2, "spanId", context.spanID)
            span.traceState(3, context.traceState)
            if let parent { span.id(4, "parentSpanId", parent.spanID) }
            span.fixed32(16, "flags", context.otlpFlags(isRemote: parent?.isRemote ?? false))
            if !name.isEmpty { span.string(5, "name", name) }
            span.int(6, "kind", UInt32(kind))
            span.time(7, "startTimeUnixNano", start)
            span.time(8, "endTimeUnixNano", end)
            span.attributes(9, attributes)
            span.dropped(10, "droppedAttributesCount", dropped.attributes)
            span.events(events)
            span.dropped(12, "droppedEventsCount", dropped.events)
            span.links(links)
            span.dropped(14, "droppedLinksCount", dropped.links)
            span.status(15, status)
        }
    }

    /// The request, or `nil` when there is no span in it: nobody is sent empty frames.
    package consuming func body() -> ByteBuffer? { request.finish() }
}

/// The events of a span, as they are written.
package struct EventList: ~Copyable {
    private var writer: MessageWriter
    private var isOpen = false

    init(onto writer: consuming MessageWriter) { self.writer = writer }

    consuming func finish() -> MessageWriter {
        if isOpen { writer.endList() }
        return writer
    }

    package mutating func add(
        _ name: String,
        at time: Instant,
        droppedAttributes: UInt32 = 0,
        attributes: (inout AttributeList) -> Void = { _ in }
    ) {
        if !isOpen { writer.beginList("events") }
        isOpen = true
        writer.element(11) { event in
            event.time(1, "timeUnixNano", time)
            event.string(2, "name", name)
            event.attributes(3, attributes)
            event.dropped(4, "droppedAttributesCount", droppedAttributes)
        }
    }
}

/// The links of a span, as they are written.
package struct LinkList: ~Copyable {
    private var writer: MessageWriter
    private var isOpen = false

    init(onto writer: consuming MessageWriter) { self.writer = writer }

    consuming func finish() -> MessageWriter {
        if isOpen { writer.endList() }
        return writer
    }

    package mutating func add(
        _ context: SpanContext,
        droppedAttributes: UInt32 = 0,
        attributes: (inout AttributeList) -> Void = { _ in }
    ) {
        if !isOpen { writer.beginList("links") }
        isOpen = true
        writer.element(13) { link in
            link.id(1, "traceId", context.traceID)
            link.id(2, "spanId", context.spanID)
            link.traceState(3, context.traceState)
            link.attributes(4, attributes)
            link.dropped(5, "droppedAttributesCount", droppedAttributes)
            link.fixed32(6, "flags", context.otlpFlags(isRemote: context.isRemote))
        }
    }
}

extension SpanContext {
    /// The W3C flags, that it is known whether a span is remote (0x100), and whether (0x200).
    fileprivate func otlpFlags(isRemote: Bool) -> UInt32 {
        w3cFlags | 0x100 | (isRemote ? 0x200 : 0)
    }

    /// Those of the flags that W3C Trace Context defines.
    var w3cFlags: UInt32 { UInt32(flags.intersection([.sampled, .random]).rawValue) }
}

extension MessageWriter {
    @inline(__always)
    mutating func dropped(_ number: Int, _ name: String, _ count: UInt32) {
        if count > 0 { int(number, name, count) }
    }

    @inline(__always)
    fileprivate mutating func traceState(_ number: Int, _ state: TraceState) {
        if !state.isEmpty { string(number, "traceState", state.description) }
    }

    fileprivate mutating func events(_ body: (inout EventList) -> Void) {
        var list = EventList(onto: self)
        body(&list)
        self = list.finish()
    }

    fileprivate mutating func links(_ body: (inout LinkList) -> Void) {
        var list = LinkList(onto: self)
        body(&list)
        self = list.finish()
    }

    @inline(__always)
    fileprivate mutating func status(_ number: Int, _ status: TraceEncoder.Status) {
        switch status {
        case .unset: break
        case .ok: message(number, "status") { $0.int(3, "code", 1) }
        case .error(let text):
            message(number, "status") { status in
                if !text.isEmpty { status.string(2, "message", text) }
                status.int(3, "code", 2)
            }
        }
    }
}
