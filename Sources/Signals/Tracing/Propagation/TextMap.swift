/// What carries context from one process to another: header fields, variables, message properties.
public protocol TextMap {
    /// Calls `body` with every value of a field, in order.
    func forEachValue(of name: String, _ body: (String) -> Void)
    /// Replaces all values of a field by one.
    mutating func set(_ name: String, to value: String)
    /// The names of all fields.
    var names: [String] { get }
}

extension TextMap {
    /// The first value of a field.
    public func first(_ name: String) -> String? {
        var found: String?
        forEachValue(of: name) { if found == nil { found = $0 } }
        return found
    }

    /// All values of a field, in order.
    public func all(_ name: String) -> [String] {
        var found: [String] = []
        forEachValue(of: name) { found.append($0) }
        return found
    }
}

/// Header fields as they stand in a request; names compare without case.
public struct HeaderFields: TextMap, Hashable, Sendable {
    public private(set) var fields: [Field]

    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ fields: [Field] = []) { self.fields = fields }

    public func forEachValue(of name: String, _ body: (String) -> Void) {
        // Most names differ in length, which costs no look at their bytes.
        let length = name.utf8.count
        for index in fields.indices where fields[index].name.utf8.count == length {
            if Self.equal(fields[index].name, name) { body(fields[index].value) }
        }
    }

    public mutating func set(_ name: String, to value: String) {
        fields.removeAll { Self.equal($0.name, name) }
        fields.append(Field(name, value))
    }

    public var names: [String] { fields.map(\.name) }

    /// Whether two names of the same length are the same, but for the case of ASCII letters.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] {
            let isLetter = (0x61...0x7A).contains(left[index] | 0x20)
            guard isLetter, left[index] ^ right[index] == 0x20 else { return false }
        }
        return true
    }
}

/// Fields of which each is there once, found by their exact names.
extension Dictionary: TextMap where Key == String, Value == String {
    public func forEachValue(of name: String, _ body: (String) -> Void) {
        if let value = self[name] { body(value) }
    }

    public mutating func set(_ name: String, to value: String) { self[name] = value }

    public var names: [String] { Array(keys) }
}
