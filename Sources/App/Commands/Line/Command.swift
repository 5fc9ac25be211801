/// One command of the program: everything help, manual, completion and the parser need to know.
package struct Command: Sendable {
    /// What the user types, such as `["config", "show"]`.
    package let words: [String]
    package let summary: String
    /// Paragraphs for `help` and the manual, after the summary.
    package let details: [String]
    package let operand: Operand?
    package let options: [CommandOption]
    package let run: @Sendable (Invocation) async throws -> ExitCode

    /// The words after the options.
    package struct Operand: Sendable {
        package let name: String
        package let count: ClosedRange<Int>
        package let choices: [String]

        package init(_ name: String, count: ClosedRange<Int>, choices: [String] = []) {
            self.name = name
            self.count = count
            self.choices = choices
        }

        /// `FILE`, `[FILE]` or `[FILE]...`.
        var synopsis: String {
            let shown = count.lowerBound == 0 ? "[\(name)]" : name
            return count.upperBound > 1 ? shown + "..." : shown
        }
    }

    package init(
        _ words: String,
        summary: String,
        details: [String] = [],
        operand: Operand? = nil,
        options: [CommandOption] = [],
        run: @escaping @Sendable (Invocation) async throws -> ExitCode
    ) {
        self.words = words.split(separator: " ").map(String.init)
        self.summary = summary
        self.details = details
        self.operand = operand
        self.options = options
        self.run = run
    }

    var name: String { words.joined(separator: " ") }

    /// `tocsin check metrics [options] [FILE]`.
    var synopsis: String {
        var parts = ["tocsin", name]
        if !options.isEmpty { parts.append("[options]") }
        if let operand { parts.append(operand.synopsis) }
        return parts.joined(separator: " ")
    }
}

/// An option such as `--listen HOST:PORT`; without `value` it is a switch.
package struct CommandOption: Sendable {
    package let name: String
    package let short: Character?
    /// What stands for the value in help, such as `HOST:PORT`; `FILE` and `DIR` complete paths.
    package let value: String?
    package let choices: [String]
    package let summary: String

    package init(
        _ name: String,
        short: Character? = nil,
        value: String? = nil,
        choices: [String] = [],
        summary: String
    ) {
        self.name = name
        self.short = short
        self.value = value ?? (choices.isEmpty ? nil : choices.joined(separator: "|"))
        self.choices = choices
        self.summary = summary
    }

    /// `-o, --output table|json|yaml`.
    var synopsis: String {
        let both = short.map { "-\($0), --\(name)" } ?? "    --\(name)"
        return value.map { "\(both) \($0)" } ?? both
    }

    /// Options every command has.
    static let everywhere = [
        CommandOption(
            "output",
            short: "o",
            choices: OutputFormat.allCases.map(\.rawValue),
            summary: "how to print the result (default: table)"
        ),
        CommandOption("no-headers", summary: "leave the header line of a table out"),
        CommandOption(
            "color",
            choices: ["auto", "always", "never"],
            summary: "colour the output (default: auto; NO_COLOR and CLICOLOR_FORCE are honoured)"
        ),
        CommandOption("help", short: "h", summary: "say what the command does"),
    ]
}

/// How a result is printed.
package enum OutputFormat: String, CaseIterable, Sendable {
    case table
    case json
    case yaml
}
