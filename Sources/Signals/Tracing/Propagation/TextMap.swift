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
        for field in fields where Self.equal(field.name, name) { body(field.value) }
    }

    public mutating func set(_ name: String, to value: String) {
        fields.removeAll { Self.equal($0.name, name) }
        fields.append(Field(name, value))
    }

    public var names: [String] { fields.map(\.name) }

    private static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        if left == right { return true }
        let (left, right) = (left.utf8.span, right.utf8.span)
        for index in left.indices where lowercased(left[index]) != lowercased(right[index]) {
            return false
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
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
