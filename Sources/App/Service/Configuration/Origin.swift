/// Where a value came from; `config show --origin` prints it.
package enum Origin: Equatable, Sendable, CustomStringConvertible {
    case fallback
    case file(path: String, line: Int, column: Int)
    case environment(String)
    case flag(String)

    package var description: String {
        switch self {
        case .fallback: "default"
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .flag(let name): "--\(name)"
        }
    }
}

/// Everything that is wrong with a configuration, each line with its place.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }

    package var description: String { problems.joined(separator: "\n") }
}
