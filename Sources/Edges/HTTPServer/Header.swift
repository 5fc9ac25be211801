/// One header field.
package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    func isNamed(_ other: String) -> Bool {
        if name == other { return true }
        return name.utf8.count == other.utf8.count
            && zip(name.utf8, other.utf8).allSatisfy {
                Characters.lowercased($0) == Characters.lowercased($1)
            }
    }
}
