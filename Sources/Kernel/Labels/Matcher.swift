internal import Bytes
package import Matching

/// A condition on one label, such as `job=~"api-.+"`; a label that is missing has the value "".
package struct Matcher: Sendable {
    package let name: String
    package let comparison: Comparison
    /// The text or the regular expression to compare with.
    package let value: String
    /// What `value` means in a comparison by regular expression.
    package let pattern: Pattern?

    package enum Comparison: String, Hashable, Sendable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    package init(
        _ name: String,
        _ comparison: Comparison,
        _ value: String
    ) throws(PatternError) {
        self.name = name
        self.comparison = comparison
        self.value = value
        switch comparison {
        case .equal, .notEqual: pattern = nil
        case .matches, .doesNotMatch: pattern = try Pattern(value)
        }
    }

    package func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    package func matches(_ text: Span<UInt8>) -> Bool {
        let isLike = pattern?.matches(text) ?? text.isEqual(to: value.utf8.span)
        switch comparison {
        case .equal, .matches: return isLike
        case .notEqual, .doesNotMatch: return !isLike
        }
    }
}

extension Matcher: Hashable {
    package static func == (left: Matcher, right: Matcher) -> Bool {
        left.comparison == right.comparison && left.name == right.name && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(comparison)
        hasher.combine(name)
        hasher.combine(value)
    }
}

extension Matcher: CustomStringConvertible {
    /// As it is written in a selector.
    package var description: String {
        let isPlain = NameScheme.legacy.isValid(labelName: name)
        return "\(isPlain ? name : Self.quoted(name))\(comparison.rawValue)\(Self.quoted(value))"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
