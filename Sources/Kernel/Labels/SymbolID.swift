/// Stands for a text in one `SymbolTable`; equal texts have equal ids.
package struct SymbolID: Hashable, Sendable {
    package let rawValue: UInt32

    /// Stands for "" in every table.
    package static let empty = SymbolID(rawValue: 0)

    package init(rawValue: UInt32) { self.rawValue = rawValue }
}
