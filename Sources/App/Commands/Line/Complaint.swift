import JSON

/// Something a check found, and where; printed as compilers do, so that editors jump to it.
struct Complaint {
    let source: String
    let line: Int?
    let column: Int?
    /// Where there are no lines: the byte.
    let offset: Int?
    let severity: Severity
    let text: String

    enum Severity: String {
        case error
        case lint
    }

    private var place: String {
        if let line, let column { return "\(source):\(line):\(column)" }
        return offset.map { "\(source): byte \($0)" } ?? source
    }

    func shown(inColor: Bool) -> String {
        let color = severity == .error ? "\u{1B}[31m" : "\u{1B}[33m"
        let name = inColor ? "\(color)\(severity.rawValue)\u{1B}[0m" : severity.rawValue
        return "\(printable(place)): \(name): \(printable(text))\n"
    }

    var fields: [JSONValue] {
        [
            .string(source), line.map { .integer(Int64($0)) } ?? .null,
            column.map { .integer(Int64($0)) } ?? .null,
            offset.map { .integer(Int64($0)) } ?? .null, .string(severity.rawValue), .string(text),
        ]
    }
}

extension Invocation {
    /// Prints what a check found, a line each, or as JSON or YAML.
    func print(_ complaints: [Complaint]) {
        guard format == .table else {
            let columns = ["source", "line", "column", "offset", "severity", "text"]
            return print(Report(columns: columns, rows: complaints.map(\.fields)))
        }
        terminal.out(complaints.map { $0.shown(inColor: color) }.joined())
    }
}
