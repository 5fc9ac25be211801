/// The name of an attribute, as the semantic conventions spell it.
///
/// A literal costs neither an allocation nor a hash.
public struct AttributeKey: Hashable, Sendable {
    public let name: String

    public init(_ name: String) { self.name = name }

    @inlinable
    public static func == (left: AttributeKey, right: AttributeKey) -> Bool {
        // Most keys differ in length, which is cheaper to see than their bytes.
        left.name.utf8.count == right.name.utf8.count && left.name == right.name
    }
}

extension AttributeKey: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { name = value }
}

extension AttributeKey: CustomStringConvertible {
    public var description: String { name }
}

extension AttributeKey {
    static var errorType: AttributeKey { "error.type" }
    static var exceptionType: AttributeKey { "exception.type" }
    static var exceptionMessage: AttributeKey { "exception.message" }
    static var serviceName: AttributeKey { "service.name" }
}
