/// The program or machine that spans and other telemetry come from.
///
/// It is exempt from the limits on attributes.
public struct Resource: Hashable, Sendable {
    public let attributes: Attributes
    public let schemaURL: String

    public init(_ attributes: Attributes = [:], schemaURL: String = "") {
        self.attributes = attributes
        self.schemaURL = schemaURL
    }

    /// Two resources that follow different schemas do not fit together.
    public struct SchemaConflict: Error, Hashable, CustomStringConvertible {
        public let old: String
        public let updating: String

        public var description: String {
            "a resource of schema \(old) cannot be updated by one of schema \(updating)"
        }
    }

    /// Both together; where both have a key, `updating` wins.
    public func merging(_ updating: Resource) throws(SchemaConflict) -> Resource {
        let schemas = [schemaURL, updating.schemaURL].filter { !$0.isEmpty }
        guard schemas.count < 2 || schemas[0] == schemas[1] else {
            throw SchemaConflict(old: schemaURL, updating: updating.schemaURL)
        }
        var merged = attributes
        merged.merge(updating.attributes)
        return Resource(merged, schemaURL: schemas.first ?? "")
    }
}
