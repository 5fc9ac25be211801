/// One call of a command, its words taken apart and checked against the table.
package struct Invocation: Sendable {
    package let command: Command
    package let terminal: Terminal
    package let operands: [String]
    private let options: [String: [String]]

    init(
        command: Command,
        options: [String: [String]],
        operands: [String],
        terminal: Terminal
    ) {
        self.command = command
        self.options = options
        self.operands = operands
        self.terminal = terminal
    }

    /// The value of an option; given several times, the last one counts.
    package func value(_ option: String) -> String? { options[option]?.last }

    package func values(_ option: String) -> [String] { options[option] ?? [] }

    package func has(_ option: String) -> Bool { options[option] != nil }

    var format: OutputFormat { value("output").flatMap(OutputFormat.init) ?? .table }

    var color: Bool {
        switch value("color") {
        case "always": true
        case "never": false
        default: terminal.prefersColor
        }
    }
}

/// The command line could not be understood; says what to do instead.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    package let problem: String
    package let hint: String

    package var description: String { "\(problem)\n\(hint)" }
}
