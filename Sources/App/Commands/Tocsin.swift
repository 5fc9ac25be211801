import Glibc
import Service

/// The program: its table of commands, and how a command line is run.
package enum Tocsin {
    /// Every command, in the order help shows them.
    package static let commands: [Command] = [
        serve, checkConfig, checkMetrics, configShow, status, version, completion, manual,
    ]

    /// Runs the process's own command line, off the main actor, and returns the exit code.
    @concurrent
    package static func main() async -> Int32 {
        let terminal = Terminal.standard(environment: processEnvironment())
        return await run(Array(CommandLine.arguments.dropFirst()), on: terminal).rawValue
    }

    /// Runs one command line.
    package static func run(_ words: [String], on terminal: Terminal) async -> ExitCode {
        if words.first == "__complete" { return complete(words.dropFirst(), on: terminal) }
        if words.isEmpty || ["help", "-h", "--help"].contains(words[0]) {
            return help(Array(words.dropFirst()), on: terminal)
        }
        if words == ["--version"] { return await run(["version"], on: terminal) }
        do {
            let parser = CommandLineParser(commands: commands, terminal: terminal)
            let invocation = try parser.parse(words)
            if invocation.has("help") {
                terminal.out(HelpPage(commands: commands).page(for: invocation.command))
                return .success
            }
            return try await invocation.command.run(invocation)
        } catch let error as UsageError {
            terminal.error("tocsin: \(error)\n")
            return .usage
        } catch let error as CommandFailure {
            terminal.error("tocsin: \(error)\n")
            return error.exitCode
        } catch {
            terminal.error("tocsin: \(error)\n")
            return .failed
        }
    }

    private static func help(_ topic: [String], on terminal: Terminal) -> ExitCode {
        let page = HelpPage(commands: commands)
        guard !topic.isEmpty else {
            terminal.out(page.overview())
            return .success
        }
        let parser = CommandLineParser(commands: commands, terminal: terminal)
        if let command = parser.command(at: topic[...]) {
            terminal.out(page.page(for: command))
            return .success
        }
        let within = commands.filter { $0.words.starts(with: topic) }
        guard !within.isEmpty else {
            let name = topic.joined(separator: " ")
            terminal.error("tocsin: no help on \"\(name)\"; see: tocsin help\n")
            return .usage
        }
        terminal.out(within.map { page.page(for: $0) }.joined(separator: "\n"))
        return .success
    }

    private static func complete(_ words: ArraySlice<String>, on terminal: Terminal) -> ExitCode {
        let typed = words.first == "--" ? words.dropFirst() : words
        let completion = Completion(commands: commands)
        let candidates = completion.candidates(
            for: Array(typed.dropLast()),
            current: typed.last ?? ""
        )
        terminal.out(candidates.map { $0 + "\n" }.joined())
        return .success
    }
}

/// A command could not do what it was asked; the exit code says of what kind the reason is.
package struct CommandFailure: Error, CustomStringConvertible {
    package let exitCode: ExitCode
    package let description: String

    package init(_ exitCode: ExitCode, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}

private func processEnvironment() -> [String: String] {
    var found: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
        let text = unsafe String(cString: entry)
        if let equals = text.firstIndex(of: "=") {
            found[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        unsafe next += 1
    }
    return found
}
