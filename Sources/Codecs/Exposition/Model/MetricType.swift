/// What a family measures, in the words of OpenMetrics.
package enum MetricType: String, CaseIterable, Sendable {
    case counter
    case gauge
    case histogram
    case gaugeHistogram = "gaugehistogram"
    case summary
    case info
    case stateSet = "stateset"
    case unknown

    /// What the name of the family's main series ends in.
    package var seriesSuffix: String {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        default: ""
        }
    }

    /// The names a family of this type may occupy, as endings of the family's name.
    package var claimedSuffixes: [String] {
        switch self {
        case .counter: ["", "_total", "_created"]
        case .histogram: ["", "_bucket", "_count", "_sum", "_created"]
        case .gaugeHistogram: ["", "_bucket", "_count", "_sum", "_gcount", "_gsum"]
        case .summary: ["", "_count", "_sum", "_created"]
        case .info: ["", "_info"]
        case .gauge, .stateSet, .unknown: [""]
        }
    }
}
