package import Bytes
package import Clocks
package import TraceContext

/// Writes one `ExportLogsServiceRequest`, record by record, in the manner of `TraceEncoder`.
package struct LogEncoder: ~Copyable {
    private var request: RequestWriter

    /// Writes into the memory of `buffer`; handing back the last body spares growing a new one.
    package init(as encoding: OTLPEncoding, onto buffer: consuming ByteBuffer = ByteBuffer()) {
        request = RequestWriter(.logs, as: encoding, onto: buffer)
    }

    /// How much a record matters; the raw values are OTLP's, 1 (trace) to 24 (fatal).
    package enum Severity: UInt8, Sendable {
        case trace = 1
        case debug = 5
        case info = 9
        case warn = 13
        case error = 17
        case fatal = 21
    }

    package var recordCount: Int { request.recordCount }

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

    /// One record; `span` is the one it was written in.
    package mutating func record(
        _ body: String,
        severity: Severity,
        severityText: String = "",
        time: Instant,
        observed: Instant,
        span: SpanContext? = nil,
        eventName: String = "",
        droppedAttributes: UInt32 = 0,
        attributes: (inout AttributeList) -> Void = { _ in }
    ) {
        request.record { record in
            record.time(1, "timeUnixNano", time)
            record.time(11, "observedTimeUnixNano", observed)
            record.int(2, "severityNumber", UInt32(severity.rawValue))
            if !severityText.isEmpty { record.string(3, "severityText", severityText) }
            record.message(5, "body") { $0.string(1, "stringValue", body) }
            record.attributes(6, attributes)
            record.dropped(7, "droppedAttributesCount", droppedAttributes)
            if let span {
                record.fixed32(8, "flags", span.w3cFlags)
                record.id(9, "traceId", span.traceID)
                record.id(10, "spanId", span.spanID)
            }
            if !eventName.isEmpty { record.string(12, "eventName", eventName) }
        }
    }

    /// The request, or `nil` when there is no record in it.
    package consuming func body() -> ByteBuffer? { request.finish() }
}
