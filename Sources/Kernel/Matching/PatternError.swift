/// Why a regular expression is refused.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    package let pattern: String
    /// In RE2's words.
    package let reason: String
    /// The byte at which the part at fault begins, where RE2 names one.
    package let offset: Int?

    package var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "the regular expression \"\(shownPattern)\" is refused\(place): \(reason)"
    }

    private var shownPattern: String {
        guard pattern.count > Self.shownCharacters else { return pattern }
        return "\(pattern.prefix(Self.shownCharacters))…"
    }

    /// A longer pattern is cut in messages.
    private static let shownCharacters = 200
}
