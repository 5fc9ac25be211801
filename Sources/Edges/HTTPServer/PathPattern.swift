/// The path of a route: literal segments and `{name}` for a segment that is captured.
package struct PathPattern: Sendable, CustomStringConvertible {
    package let description: String
    let segments: [Segment]

    enum Segment: Sendable, Equatable {
        case literal(String)
        case capture(String)
    }

    /// - Precondition: `text` starts with a slash; it is written in the source, never by a client.
    package init(_ text: String) {
        precondition(text.first == "/", "the path of a route starts with a slash: \(text)")
        description = text
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            $0.first == "{" && $0.last == "}"
                ? .capture(String($0.dropFirst().dropLast())) : .literal(String($0))
        }
    }

    var isLiteral: Bool {
        segments.allSatisfy { if case .literal = $0 { true } else { false } }
    }

    /// The captured segments, or `nil` when the path is another one.
    func match(_ path: [String]) -> [PathParameter]? {
        guard path.count == segments.count else { return nil }
        var captured: [PathParameter] = []
        for (segment, piece) in zip(segments, path) {
            switch segment {
            case .literal(let text): if text != piece { return nil }
            case .capture(let name):
                if piece.isEmpty { return nil }
                captured.append(PathParameter(name: name, value: piece))
            }
        }
        return captured
    }
}

/// A segment that a pattern captured.
package struct PathParameter: Sendable, Equatable {
    package let name: String
    package let value: String
}
