import Bytes
import JSON
import YAML

/// What a command found out, printable as a table, as JSON or as YAML with the same content.
struct Report {
    private let columns: [String]
    private let rows: [[JSONValue]]
    private let isList: Bool

    /// Many things of one kind; `columns` name the members in JSON and head the table.
    init(columns: [String], rows: [[JSONValue]]) {
        self.columns = columns
        self.rows = rows
        isList = true
    }

    /// One thing.
    init(object members: [(name: String, value: JSONValue)]) {
        columns = members.map(\.name)
        rows = [members.map(\.value)]
        isList = false
    }

    /// The table `json` and `yaml` print.
    var value: JSONValue {
        let objects = rows.map { row in
            JSONValue.object(JSONObject(zip(columns, row).map { (key: $0.0, value: $0.1) }))
        }
        return isList ? .array(objects) : objects[0]
    }

    func text(_ format: OutputFormat, headers: Bool = true) -> String {
        switch format {
        case .table: isList ? table(headers: headers) : pairs()
        case .json: json()
        case .yaml: yaml()
        }
    }

    private func json() -> String {
        var writer = JSONWriter(style: .pretty)
        writer.value(value)
        return writer.finish().string + "\n"
    }

    private func yaml() -> String {
        var writer = YAMLWriter()
        writer.value(value)
        return writer.finish().string
    }

    private func pairs() -> String {
        let width = columns.map(\.count).max() ?? 0
        return zip(columns, rows[0]).map { name, value in
            pad(name, to: width) + "  " + cell(value) + "\n"
        }.joined()
    }

    private func table(headers: Bool) -> String {
        let lines = (headers ? [columns.map { $0.uppercased() }] : []) + rows.map { $0.map(cell) }
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let padded = zip(line, widths).map { pad($0.0, to: $0.1) }.joined(separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// A value on one line; control characters cannot reach the terminal.
    private func cell(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text.isEmpty ? "-" : printable(text)
        case .null: "-"
        case .array(let elements): elements.map(cell).joined(separator: ",")
        default:
            {
                var writer = JSONWriter()
                writer.value(value)
                return writer.finish().string
            }()
        }
    }
}

/// `text` with what could move a terminal's cursor or reverse its direction made visible.
func printable(_ text: String) -> String {
    let isHarmless = text.unicodeScalars.allSatisfy { isPrintable($0) }
    if isHarmless { return text }
    return text.unicodeScalars.map { scalar in
        isPrintable(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
}

private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

extension Invocation {
    /// Prints a result as the user asked for it.
    func print(_ report: Report) {
        terminal.out(report.text(format, headers: !has("no-headers")))
    }
}

extension YAMLWriter {
    /// Writes a tree of JSON, which YAML can say just as well.
    fileprivate mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(number)
        case .unsigned(let number): self.value(number)
        case .number(let number): self.value(number)
        case .string(let text): self.value(text)
        case .array(let elements):
            sequence { writer in for element in elements { writer.value(element) } }
        case .object(let object):
            mapping { writer in
                for (key, member) in object.members {
                    writer.key(key)
                    writer.value(member)
                }
            }
        }
    }
}
