/// The formats in which metrics are exposed, the richest first.
package enum ExpositionFormat: CaseIterable, Sendable {
    /// `MetricFamily` messages, each after its length; the only one with native histograms.
    case protobuf
    case openMetrics1
    /// The last draft of OpenMetrics: the same text under an older version number.
    case openMetrics0
    /// Text 1.0.0: text 0.0.4 with quoted UTF-8 names.
    case text1
    /// Text 0.0.4, which everything reads.
    case text0

    /// The schemes that the format's own readers understand.
    var canQuoteNames: Bool {
        switch self {
        case .protobuf, .openMetrics1, .text1: true
        case .openMetrics0, .text0: false
        }
    }

    var mediaType: StaticString {
        switch self {
        case .protobuf: "application/vnd.google.protobuf"
        case .openMetrics1, .openMetrics0: "application/openmetrics-text"
        case .text1, .text0: "text/plain"
        }
    }

    /// What follows the media type in `Content-Type`.
    var parameters: StaticString {
        switch self {
        case .protobuf: "proto=io.prometheus.client.MetricFamily; encoding=delimited"
        case .openMetrics1: "version=1.0.0; charset=utf-8"
        case .openMetrics0: "version=0.0.1; charset=utf-8"
        case .text1: "version=1.0.0; charset=utf-8"
        case .text0: "version=0.0.4; charset=utf-8"
        }
    }
}
