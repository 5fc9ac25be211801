/// Why a metric cannot be registered.
public struct MetricError: Error, Equatable, CustomStringConvertible {
    /// The name as it was given.
    public let metric: String
    public let reason: Reason

    public enum Reason: Equatable, Sendable {
        case emptyName
        case invalidUnit(String)
        case unitNotAllowed
        case invalidLabel(String)
        case reservedLabel(String)
        case duplicateLabel(String)
        case clash(series: String, other: String)
        case differentShape
        case invalidBuckets(String)
        case invalidQuantiles(String)
        case invalidStates(String)
        case invalidOption(String)
    }

    public var description: String { "metric \(metric): \(reason.sentence)" }
}

extension MetricError.Reason {
    fileprivate var sentence: String {
        switch self {
        case .emptyName: "a name must not be empty"
        case .invalidUnit(let unit):
            "the unit \"\(unit)\" is not made of letters, digits and underscores"
        case .unitNotAllowed: "a metric of this type has no unit"
        case .invalidLabel(let label): "\"\(label)\" cannot be a label name"
        case .reservedLabel(let label): "the label \"\(label)\" is reserved"
        case .duplicateLabel(let label):
            "two labels are called \"\(label)\", or are once their names are escaped"
        case .clash(let series, let other): "its series \"\(series)\" would clash with \(other)"
        case .differentShape: "it is already registered with another type, help, labels or options"
        case .invalidBuckets(let why): why
        case .invalidQuantiles(let why): why
        case .invalidStates(let why): why
        case .invalidOption(let why): why
        }
    }
}
