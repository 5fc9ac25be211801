/// Help as text, made from the command table.
struct HelpPage {
    let commands: [Command]

    func overview() -> String {
        let width = commands.map(\.name.count).max() ?? 0
        let lines = commands.map { "  \(pad($0.name, to: width))  \($0.summary)" }
        return """
            tocsin measures releases and escalations, judges them and tells people.

            Usage: tocsin COMMAND [options]

            Commands:
            \(lines.joined(separator: "\n"))

            Options of every command:
            \(describe(CommandOption.everywhere))

            tocsin help COMMAND says more. Exit codes: 0 success, 1 failed, 2 usage, 3 lint only,
            4 server unreachable, 5 not authorized, 130 interrupted.

            """
    }

    func page(for command: Command) -> String {
        var parts = ["Usage: \(command.synopsis)", command.summary + "."]
        parts += command.details.map { wrapped($0) }
        if !command.options.isEmpty { parts.append("Options:\n" + describe(command.options)) }
        parts.append("Options of every command:\n" + describe(CommandOption.everywhere))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func describe(_ options: [CommandOption]) -> String {
        let width = min(30, options.map(\.synopsis.count).max() ?? 0)
        return options.map { option in
            let head = option.synopsis
            let gap =
                head.count > width
                ? "\n" + pad("", to: width + 4) : pad("", to: width - head.count + 2)
            return "  \(head)\(gap)\(option.summary)"
        }.joined(separator: "\n")
    }

    /// Breaks a paragraph into lines of at most 80 columns.
    private func wrapped(_ paragraph: String) -> String {
        var lines = [""]
        for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
            if lines[lines.count - 1].count + word.count >= 80 { lines.append("") }
            lines[lines.count - 1] += lines[lines.count - 1].isEmpty ? word : " \(word)"
        }
        return lines.joined(separator: "\n")
    }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
