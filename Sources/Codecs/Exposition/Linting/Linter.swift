package import Bytes

/// What a linter has to say about one metric.
package struct Finding: Equatable, Sendable {
    /// `nil` for protobuf, which has no lines.
    package let position: TextPosition?
    package let metric: String
    package let text: String
}

/// Judges names, types and help texts as `promtool check metrics` does, in its words.
///
/// A finding that holds for many series of a metric is reported once, at the first of them.
package enum Linter {
    /// In the order of the exposition.
    package static func findings(in families: [ParsedFamily]) -> [Finding] {
        families.flatMap { LintedFamily($0).findings }.inOrder
    }
}

extension [Finding] {
    /// By position; findings of one place stay as they are.
    var inOrder: [Finding] {
        let order = enumerated().sorted { left, right in
            guard let before = left.element.position, let after = right.element.position,
                before != after
            else { return left.offset < right.offset }
            return before < after
        }
        return order.map(\.element)
    }
}
