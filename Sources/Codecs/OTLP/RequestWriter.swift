import Bytes

/// The frame of an export request: resources, in each of them scopes, in each of those records.
///
///     ExportTraceServiceRequest
///       1 ResourceSpans                      begun by the first record of a resource
///           1 Resource    3 schema URL
///           2 ScopeSpans                     begun by the first record of a scope
///               1 Scope   3 schema URL
///               2 Span    2 Span ...
///
/// The three signals number it alike. A resource or scope without records leaves no trace, for
/// nobody should be sent an empty frame: each is written aside, and moved in by its first record.
struct RequestWriter: ~Copyable {
    var writer: MessageWriter
    private let signal: OTLPSignal
    private var resource: Frame
    private var scope: Frame
    private(set) var recordCount = 0

    /// A resource or scope that was announced, with where it began once it is written.
    private struct Frame {
        var schemaURL = ""
        /// The message, in the encoding of the request; `nil` when none was announced.
        var message: [UInt8]?
        var isOpen = false
        var start = 0
    }

    init(_ signal: OTLPSignal, as encoding: OTLPEncoding, onto buffer: consuming ByteBuffer) {
        self.signal = signal
        writer = MessageWriter(encoding, onto: buffer)
        resource = Frame()
        scope = Frame()
    }

    /// What follows comes from this resource, up to the next one.
    mutating func beginResource(
        schemaURL: String,
        _ body: (inout AttributeList) -> Void
    ) {
        endResource()
        var message = MessageWriter(writer.encoding)
        message.attributes(1, body)
        resource = Frame(schemaURL: schemaURL, message: message.finish().array)
        scope = Frame()
    }

    /// What follows comes from this scope of the resource, up to the next one.
    mutating func beginScope(
        _ name: String,
        version: String,
        schemaURL: String,
        _ body: (inout AttributeList) -> Void
    ) {
        endScope()
        var message = MessageWriter(writer.encoding)
        if !name.isEmpty { message.string(1, "name", name) }
        if !version.isEmpty { message.string(2, "version", version) }
        message.attributes(3, body)
        scope = Frame(schemaURL: schemaURL, message: message.finish().array)
    }

    /// One span, log record or metric.
    @inline(__always)
    mutating func record(_ body: (inout MessageWriter) -> Void) {
        beginRecord()
        writer.element(2, body)
    }

    /// Begins a record that `writer.close` will end.
    mutating func openRecord() -> Int {
        beginRecord()
        return writer.open(2)
    }

    @inline(__always)
    private mutating func beginRecord() {
        recordCount += 1
        if !scope.isOpen { openFrames() }
    }

    private mutating func openFrames() {
        let (resources, scopes, records) = signal.levels
        if !resource.isOpen {
            if recordCount == 1 { writer.beginList(resources) }
            resource.start = writer.open(1)
            resource.isOpen = true
            writer.frame(resource.message, "resource", schemaURL: resource.schemaURL)
            writer.beginList(scopes)
        }
        scope.start = writer.open(2)
        scope.isOpen = true
        writer.frame(scope.message, "scope", schemaURL: scope.schemaURL)
        writer.beginList(records)
    }

    private mutating func endScope() {
        guard scope.isOpen else { return }
        writer.endList()
        writer.close(scope.start)
        scope.isOpen = false
    }

    private mutating func endResource() {
        endScope()
        guard resource.isOpen else { return }
        writer.endList()
        writer.close(resource.start)
        resource.isOpen = false
    }

    /// The request, or `nil` when there is nothing to send.
    consuming func finish() -> ByteBuffer? {
        guard recordCount > 0 else { return nil }
        endResource()
        writer.endList()
        return writer.finish()
    }
}

extension MessageWriter {
    /// A resource or scope, and the schema that what is in it follows.
    fileprivate mutating func frame(_ message: [UInt8]?, _ name: String, schemaURL: String) {
        if let message { raw(1, name, message) }
        if !schemaURL.isEmpty { string(3, "schemaUrl", schemaURL) }
    }
}
