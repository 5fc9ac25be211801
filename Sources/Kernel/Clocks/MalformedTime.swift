/// Why a text is no date or duration: what should have stood where.
package struct MalformedTime: Error, Equatable, CustomStringConvertible {
    package let text: String
    /// The byte of `text` at which reading stopped.
    package let offset: Int
    /// A noun phrase, such as "a digit".
    package let expected: String

    package var description: String {
        "\"\(text.prefix(Self.shownCharacters))\", byte \(offset): \(expected) expected"
    }

    /// A longer text is cut in messages.
    private static let shownCharacters = 64
}
