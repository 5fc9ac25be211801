/// What an attribute can say: OpenTelemetry's `AnyValue`.
public enum AttributeValue: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    /// Values of one kind or of several.
    case array([AttributeValue])
    /// Each key once.
    case map(Attributes)
    /// Nothing, said on purpose.
    case empty
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension AttributeValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self = .int(value) }
}

extension AttributeValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = .double(value) }
}

extension AttributeValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension AttributeValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: AttributeValue...) { self = .array(elements) }
}

extension AttributeValue: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (AttributeKey, AttributeValue)...) {
        self = .map(Attributes(elements.lazy.map { Attribute($0, $1) }))
    }
}

extension AttributeValue {
    public static func int(_ value: Int) -> AttributeValue { .int(Int64(value)) }
    public static func strings(_ values: [String]) -> AttributeValue {
        .array(values.map { .string($0) })
    }
    public static func ints(_ values: [Int64]) -> AttributeValue { .array(values.map { .int($0) }) }
    public static func doubles(_ values: [Double]) -> AttributeValue {
        .array(values.map { .double($0) })
    }
    public static func bools(_ values: [Bool]) -> AttributeValue {
        .array(values.map { .bool($0) })
    }
}
