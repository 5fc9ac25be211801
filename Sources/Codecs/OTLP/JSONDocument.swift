import JSON

/// The members of a JSON object, asked for by name and type; unknown ones are nobody's business.
///
/// A member that is absent or `null` is `nil`; one of another type is refused.
struct JSONDocument {
    private let object: JSONObject

    init(_ bytes: [UInt8]) throws(OTLPError) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch { throw .notJSON(error) }
        guard let object = value.object else {
            throw .wrongType(member: "", expected: "an object")
        }
        self.object = object
    }

    private init(_ object: JSONObject) { self.object = object }

    private func member(_ name: String) -> JSONValue? {
        object[name].flatMap { $0.isNull ? nil : $0 }
    }

    func string(_ name: String) throws(OTLPError) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = value.text else { throw .wrongType(member: name, expected: "a string") }
        return text
    }

    /// A number, in quotes or not.
    func int64(_ name: String) throws(OTLPError) -> Int64? {
        guard let value = member(name) else { return nil }
        guard let number = value.int64 ?? value.text.flatMap({ Int64($0) }) else {
            throw .wrongType(member: name, expected: "a 64-bit integer")
        }
        return number
    }

    func object(_ name: String) throws(OTLPError) -> JSONDocument? {
        guard let value = member(name) else { return nil }
        guard let object = value.object else {
            throw .wrongType(member: name, expected: "an object")
        }
        return JSONDocument(object)
    }

    func objects(_ name: String) throws(OTLPError) -> [JSONDocument] {
        guard let value = member(name) else { return [] }
        guard let elements = value.elements else {
            throw .wrongType(member: name, expected: "an array")
        }
        return elements.compactMap { $0.object.map { JSONDocument($0) } }
    }
}
