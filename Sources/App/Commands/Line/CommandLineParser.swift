import Matching

/// Turns the words of a command line into an `Invocation`, or says what is wrong with them.
struct CommandLineParser {
    let commands: [Command]
    let terminal: Terminal

    func parse(_ words: [String]) throws(UsageError) -> Invocation {
        var rest = words[...]
        var options: [String: [String]] = [:]
        while let word = rest.first, word.hasPrefix("-"), word != "-" {
            try takeOption(from: &rest, known: CommandOption.everywhere, into: &options, of: nil)
        }
        guard let command = command(at: rest) else { throw unknownCommand(rest) }
        rest = rest.dropFirst(command.words.count)
        let known = command.options + CommandOption.everywhere
        var operands: [String] = []
        while let word = rest.first {
            if word == "--" {
                operands += rest.dropFirst()
                break
            }
            if word.hasPrefix("-"), word != "-" {
                try takeOption(from: &rest, known: known, into: &options, of: command)
            } else {
                operands.append(word)
                rest = rest.dropFirst()
            }
        }
        if options["help"] == nil { try check(operands, of: command) }
        return Invocation(
            command: command,
            options: options,
            operands: operands,
            terminal: terminal
        )
    }

    /// The command with the most words that `words` starts with.
    func command(at words: ArraySlice<String>) -> Command? {
        commands.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    private func takeOption(
        from rest: inout ArraySlice<String>,
        known: [CommandOption],
        into options: inout [String: [String]],
        of command: Command?
    ) throws(UsageError) {
        let word = rest.removeFirst()
        let isLong = word.hasPrefix("--")
        let body = word.dropFirst(isLong ? 2 : 1)
        let name = isLong ? body.prefix { $0 != "=" } : body.prefix(1)
        var attached: Substring? = body.dropFirst(name.count)
        if attached?.first == "=" {
            attached = attached?.dropFirst()
        } else if isLong || body.count == 1 {
            attached = nil
        }
        let found = known.first {
            isLong ? $0.name == name : $0.short.map(String.init) == String(name)
        }
        guard let option = found else { throw unknownOption(word, known: known, of: command) }
        guard option.value != nil else {
            guard attached == nil else {
                throw wrong("--\(option.name) takes no value", of: command)
            }
            options[option.name, default: []].append("true")
            return
        }
        guard let value = attached.map(String.init) ?? rest.popFirst() else {
            throw wrong("--\(option.name) needs a value: \(option.synopsis)", of: command)
        }
        guard option.choices.isEmpty || option.choices.contains(value) else {
            let choices = option.choices.joined(separator: ", ")
            throw wrong("--\(option.name) \"\(value)\": expected one of \(choices)", of: command)
        }
        options[option.name, default: []].append(value)
    }

    private func check(_ operands: [String], of command: Command) throws(UsageError) {
        let count = command.operand?.count ?? 0...0
        if operands.count < count.lowerBound {
            throw wrong("\(command.operand?.name ?? "an operand") is missing", of: command)
        }
        if operands.count > count.upperBound {
            throw wrong("unexpected \"\(operands[count.upperBound])\"", of: command)
        }
        let choices = command.operand?.choices ?? []
        for operand in operands where !choices.isEmpty && !choices.contains(operand) {
            let expected = choices.joined(separator: ", ")
            throw wrong("unexpected \"\(operand)\": expected one of \(expected)", of: command)
        }
    }

    private func wrong(_ problem: String, of command: Command?) -> UsageError {
        let topic = command.map { " \($0.name)" } ?? ""
        return UsageError(problem: problem, hint: "See: tocsin help\(topic)")
    }

    private func unknownOption(
        _ word: String,
        known: [CommandOption],
        of command: Command?
    ) -> UsageError {
        let typed = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        let nearest = Spelling.nearest(to: typed, in: known.map(\.name))
        let suggestion = nearest.map { "; did you mean --\($0)?" } ?? ""
        return wrong("unknown option \(word)\(suggestion)", of: command)
    }

    private func unknownCommand(_ words: ArraySlice<String>) -> UsageError {
        guard let first = words.first else {
            return UsageError(problem: "no command given", hint: "See: tocsin help")
        }
        let typed = words.prefix { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
        let within = commands.filter { $0.words.first == first }.map(\.name)
        if !within.isEmpty {
            let expected = within.joined(separator: ", ")
            return UsageError(
                problem: "unknown command \"\(typed)\": expected one of \(expected)",
                hint: "See: tocsin help"
            )
        }
        let names = commands.map(\.name) + Set(commands.compactMap(\.words.first)).sorted()
        let nearest =
            Spelling.nearest(to: typed, in: names) ?? Spelling.nearest(to: first, in: names)
        let suggestion = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
        return UsageError(
            problem: "unknown command \"\(typed)\"\(suggestion)",
            hint: "See: tocsin help"
        )
    }
}
