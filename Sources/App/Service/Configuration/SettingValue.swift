import Clocks

/// A checked value of a setting.
package enum SettingValue: Equatable, Sendable {
    case text(String)
    case flag(Bool)
    case integer(Int)
    case duration(Duration)
    case list([String])
    case secret(Secret)
}

/// A text that never appears in a log, a page, an error or `config show`.
package struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The text itself, for the one place that needs it.
    package func reveal() -> String { text }

    package var isEmpty: Bool { text.isEmpty }
    package var description: String { text.isEmpty ? "" : "<secret>" }
    package var debugDescription: String { description }
}

extension Secret: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What is wrong with a text as the value of a setting, as the end of a sentence.
struct BadValue: Error {
    let problem: String
}

extension Setting {
    /// Reads one text as this setting's value; `parts` are the items where the file has a list.
    func value(of text: String, parts: [String]? = nil) throws(BadValue) -> SettingValue {
        switch kind {
        case .text, .path: return .text(text)
        case .secret: return .secret(Secret(text))
        case .flag: return .flag(try flag(text))
        case .integer(let range): return .integer(try integer(text, in: range))
        case .size(let range): return .integer(try size(text, in: range))
        case .duration(let range): return .duration(try duration(text, in: range))
        case .choice(let choices):
            guard choices.contains(text) else {
                throw BadValue(
                    problem: "expected one of \(choices.joined(separator: ", ")), found \"\(text)\""
                )
            }
            return .text(text)
        case .list:
            let items = parts ?? text.split(separator: ",").map(String.init)
            return .list(items.map { trimmed($0) }.filter { !$0.isEmpty })
        }
    }

    private func flag(_ text: String) throws(BadValue) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw BadValue(problem: "expected true or false, found \"\(text)\"")
        }
    }

    private func integer(_ text: String, in range: ClosedRange<Int>) throws(BadValue) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw BadValue(
                problem: "expected a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound), found \"\(text)\""
            )
        }
        return number
    }

    private func size(_ text: String, in range: ClosedRange<Int>) throws(BadValue) -> Int {
        let units = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "B": 1]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = trimmed(String(text.dropFirst(digits.count)))
        if let count = Int(digits), let factor = units[unit.isEmpty ? "B" : unit] {
            let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
            if !overflow, range.contains(bytes) { return bytes }
        }
        throw BadValue(
            problem: "expected a size such as 64KiB, 16MiB or 1GiB, from \(range.lowerBound) to "
                + "\(range.upperBound) bytes, found \"\(text)\""
        )
    }

    private func duration(
        _ text: String,
        in range: ClosedRange<Duration>
    ) throws(BadValue) -> Duration {
        let parsed: Duration
        do { parsed = try Duration(prometheus: text) } catch {
            throw BadValue(problem: "expected a duration such as 10s or 1m30s: \(error)")
        }
        guard range.contains(parsed) else {
            throw BadValue(
                problem: "expected a duration from \(range.lowerBound.prometheus) to "
                    + "\(range.upperBound.prometheus), found \"\(text)\""
            )
        }
        return parsed
    }
}

private func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
}
