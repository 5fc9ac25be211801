/// How an OTLP document is spelled.
package enum OTLPEncoding: String, CaseIterable, Sendable {
    case protobuf
    case json

    /// What `Content-Type` says of it; a reply comes in the type of its request.
    package var contentType: String {
        switch self {
        case .protobuf: "application/x-protobuf"
        case .json: "application/json"
        }
    }
}

/// What kind of telemetry a document is about.
package enum OTLPSignal: String, CaseIterable, Sendable {
    case traces
    case logs
    case metrics

    /// The names of the three levels of an export request, outermost first.
    var levels: (resources: String, scopes: String, records: String) {
        switch self {
        case .traces: ("resourceSpans", "scopeSpans", "spans")
        case .logs: ("resourceLogs", "scopeLogs", "logRecords")
        case .metrics: ("resourceMetrics", "scopeMetrics", "metrics")
        }
    }

    /// The member of a JSON reply that counts what was rejected.
    var rejectedName: String {
        switch self {
        case .traces: "rejectedSpans"
        case .logs: "rejectedLogRecords"
        case .metrics: "rejectedDataPoints"
        }
    }
}
