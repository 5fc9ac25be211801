import Synchronization
import Testing

@testable import Commands

struct TocsinTests {
    /// Runs a command line and returns what it wrote.
    private func run(
        _ line: String...,
        input: String = "",
        environment: [String: String] = [:]
    ) async -> (code: ExitCode, out: String, error: String) {
        let written = Mutex<(out: String, error: String)>(("", ""))
        let terminal = Terminal(
            out: { text in written.withLock { $0.out += text } },
            error: { text in written.withLock { $0.error += text } },
            input: { Array(input.utf8) },
            environment: environment,
            isInteractive: false
        )
        let code = await Tocsin.run(line, on: terminal)
        return written.withLock { (code, $0.out, $0.error) }
    }

    @Test func `every command has help that names it and its options`() async {
        for command in Tocsin.commands {
            let page = await run(arrayOf: ["help"] + command.words)
            #expect(page.code == .success)
            #expect(page.out.contains("tocsin \(command.name)"))
            for option in command.options { #expect(page.out.contains("--\(option.name)")) }
        }
    }

    private func run(arrayOf words: [String]) async -> (code: ExitCode, out: String) {
        let written = Mutex("")
        let terminal = Terminal(
            out: { text in written.withLock { $0 += text } },
            error: { _ in },
            input: { [] },
            environment: [:],
            isInteractive: false
        )
        let code = await Tocsin.run(words, on: terminal)
        return (code, written.withLock { $0 })
    }

    @Test func `help and the manual come from one table`() async {
        let overview = await run("help")
        let manual = await run("man")
        for command in Tocsin.commands {
            #expect(overview.out.contains(command.name))
            let escaped = command.name.replacing("-", with: "\\-")
            #expect(manual.out.contains(escaped))
        }
    }

    @Test func `the exit code says what went wrong`() async {
        #expect(await run("version").code == .success)
        #expect(await run("nonsense").code == .usage)
        #expect(await run("version", "--nonsense").code == .usage)
        #expect(await run("check", "config", "/nonexistent/tocsin.yaml").code == .failed)
    }

    @Test func `version answers in every format`() async {
        #expect(await run("version", "-o", "json").out.hasPrefix("{\n  \"version\": "))
        #expect(await run("version", "-o", "yaml").out.hasPrefix("version: "))
        #expect(await run("--version").out == run("version").out)
    }

    @Test func `config show never shows a secret`() async {
        let shown = await run("config", "show", "--origin", environment: ["TOCSIN_TOKEN": "canary"])
        #expect(shown.out.contains("<secret>"))
        #expect(shown.out.contains("environment TOCSIN_TOKEN"))
        #expect(!shown.out.contains("canary"))
    }

    @Test func `check metrics tells place and kind of what is wrong`() async {
        let lint = await run("check", "metrics", "-", input: "# TYPE a counter\na 1\n")
        #expect(lint.code == .lint)
        #expect(lint.out.contains("standard input:1:"))
        let broken = await run("check", "metrics", "-", input: "a{ 1\n")
        #expect(broken.code == .failed)
        #expect(broken.out.contains("standard input:1:"))
        let fine = await run(
            "check",
            "metrics",
            "-",
            input: "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n"
        )
        #expect(fine.code == .success)
    }

    @Test func `a server that is not there is exit code 4`() async {
        let asked = await run("status", "--url", "http://127.0.0.1:1")
        #expect(asked.code == .unreachable)
        #expect(asked.error.contains("http://127.0.0.1:1"))
    }
}
