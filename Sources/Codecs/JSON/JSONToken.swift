/// One piece of a JSON document, as `JSONReader` finds it.
package enum JSONToken: Equatable, Sendable {
    case beginObject
    case endObject
    case beginArray
    case endArray
    /// The key of the member whose value comes next.
    case key(JSONText)
    case string(JSONText)
    /// A number without fraction and exponent that fits.
    case integer(Int64)
    /// The same above `Int64.max`.
    case unsigned(UInt64)
    /// Any other number, rounded to the nearest double.
    case number(Double)
    case bool(Bool)
    case null
}

/// Where a string is in the document; `JSONReader.string` makes a `String` of it when one is needed.
package struct JSONText: Hashable, Sendable {
    /// Between the quotes.
    package let range: Range<Int>
    package let hasEscapes: Bool

    package init(range: Range<Int>, hasEscapes: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
    }
}
