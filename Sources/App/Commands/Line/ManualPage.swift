import Service

/// The manual page tocsin(1) in roff, made from the command table.
struct ManualPage {
    let commands: [Command]
    let version: String

    func roff() -> String {
        var lines = [
            ".TH TOCSIN 1 \"\" \"tocsin \(version)\" \"User Commands\"",
            ".SH NAME", "tocsin \\- measure releases and escalations, judge them, tell people",
            ".SH SYNOPSIS", ".B tocsin", "COMMAND [options]", ".SH COMMANDS",
        ]
        for command in commands {
            lines += [".SS \(escape(command.synopsis))", escape(command.summary + ".")]
            for paragraph in command.details { lines += [".PP", escape(paragraph)] }
            for option in command.options { lines += describe(option) }
        }
        lines.append(".SH OPTIONS OF EVERY COMMAND")
        for option in CommandOption.everywhere { lines += describe(option) }
        lines.append(".SH ENVIRONMENT")
        for setting in Setting.all {
            for name in setting.environment {
                lines += [
                    ".TP", ".B \(escape(name))", escape("\(setting.summary) (\(setting.key))"),
                ]
            }
        }
        lines += [".SH EXIT STATUS"]
        let statuses = [
            "0 success", "1 a check failed, or what was asked for is not there", "2 wrong usage",
            "3 only lint findings", "4 the server is unreachable", "5 not authorized",
            "130 interrupted",
        ]
        for status in statuses { lines += [".br", escape(status)] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func describe(_ option: CommandOption) -> [String] {
        let synopsis = option.synopsis.drop { $0 == " " }
        return [".TP", ".B \(escape(String(synopsis)))", escape(option.summary)]
    }

    /// Keeps hyphens typed by users hyphens, and text from being read as a request.
    private func escape(_ text: String) -> String {
        let escaped = text.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "\n": "\n\\&"
            default: String(character)
            }
        }.joined()
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}
