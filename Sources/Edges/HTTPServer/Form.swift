/// The items of a query or of a form body, in the order they came.
package struct Form: Sendable {
    package let items: [Item]

    package struct Item: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The most items that are read.
    package static let limit = 4096

    /// Reads `a=1&b=2`.
    package init(_ bytes: some Sequence<UInt8>) throws(Refusal) {
        var items: [Item] = []
        for piece in Array(bytes).split(separator: 0x26) {
            guard items.count < Self.limit else {
                throw Refusal(400, "more than \(Self.limit) parameters")
            }
            let equals = piece.firstIndex(of: 0x3D) ?? piece.endIndex
            let name = try Self.text(piece[..<equals])
            items.append(Item(name: name, value: try Self.text(piece[equals...].dropFirst())))
        }
        self.items = items
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> String {
        let decoded = try PercentCoding.decode(bytes, plusIsSpace: true)
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw Refusal(400, "a parameter is not UTF-8")
        }
        return text
    }

    /// The first value of this name.
    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// Every value of this name.
    package func all(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }
}
