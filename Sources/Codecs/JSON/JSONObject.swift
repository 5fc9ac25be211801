/// The members of a JSON object in the order they were written, each key once.
///
/// Keys are told apart by their bytes: Swift's `==` would take "é" in its two spellings for one.
package struct JSONObject: Equatable, Sendable {
    package private(set) var members: [(key: String, value: JSONValue)] = []
    /// From a key's bytes to its member, once there are too many to look through.
    private var index: [[UInt8]: Int] = [:]

    private static let indexedFrom = 16

    package init() {}

    /// Later members with a key that was there before are left out.
    package init(_ members: [(key: String, value: JSONValue)]) {
        for (key, value) in members { _ = add(key, value) }
    }

    package subscript(key: String) -> JSONValue? { position(of: key).map { members[$0].value } }

    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) {
            $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value
        }
    }

    /// Adds a member, or returns which one has the key already.
    mutating func add(_ key: String, _ value: JSONValue) -> Int? {
        if let earlier = position(of: key) { return earlier }
        members.append((key, value))
        if members.count == Self.indexedFrom {
            for (position, member) in members.enumerated() {
                index[Array(member.key.utf8)] = position
            }
        } else if members.count > Self.indexedFrom {
            index[Array(key.utf8)] = members.count - 1
        }
        return nil
    }

    private func position(of key: String) -> Int? {
        guard members.count < Self.indexedFrom else { return index[Array(key.utf8)] }
        return members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
    }
}

extension JSONWriter {
    /// Writes a whole tree; it may nest as deeply as a document may.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(number)
        case .unsigned(let number): self.value(number)
        case .number(let number): self.value(number)
        case .string(let text): self.value(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for (key, member) in object.members {
                self.key(key)
                self.value(member)
            }
            endObject()
        }
    }
}
