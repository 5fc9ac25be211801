/// The part of a program that makes spans: a library or module, and its version.
public struct InstrumentationScope: Hashable, Sendable {
    public var name: String
    public var version: String
    public var schemaURL: String
    public var attributes: Attributes

    public init(
        _ name: String,
        version: String = "",
        schemaURL: String = "",
        attributes: Attributes = [:]
    ) {
        self.name = name
        self.version = version
        self.schemaURL = schemaURL
        self.attributes = attributes
    }
}

/// What all spans of one tracer share; one reference in every span, so that exporters can group by it.
public final class SpanOrigin: Sendable {
    public let resource: Resource
    public let scope: InstrumentationScope

    public init(resource: Resource, scope: InstrumentationScope) {
        self.resource = resource
        self.scope = scope
    }
}

extension SpanOrigin: Hashable {
    public static func == (left: SpanOrigin, right: SpanOrigin) -> Bool {
        left === right || (left.resource == right.resource && left.scope == right.scope)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(scope) }
}
