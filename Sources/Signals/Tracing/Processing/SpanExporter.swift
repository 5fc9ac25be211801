/// Takes finished spans out of the process.
///
/// One processor calls it, and never before the last call has returned. Retries are its own
/// affair. It must return soon after its task is cancelled: that is how time limits reach it.
public protocol SpanExporter: Sendable {
    /// Hands one batch on; throws when it is lost. The batch is never empty.
    func export(_ spans: [SpanData]) async throws
    /// Hands on what the exporter itself still holds.
    func forceFlush() async throws
    /// Ends it for good; called once.
    func shutdown() async
    /// Its kind in the semantic conventions, such as `otlp_http_span_exporter`.
    var componentType: String { get }
    /// Where it sends to, for its metrics: `server.address`, `server.port`.
    var componentAttributes: Attributes { get }
}

extension SpanExporter {
    public func forceFlush() async throws {}
    public func shutdown() async {}
    public var componentAttributes: Attributes { Attributes() }
}

/// An error that knows its `error.type`, a short word of which there are few.
public protocol ErrorTypeNaming: Error {
    var errorType: String { get }
}
