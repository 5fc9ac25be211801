import Testing

@testable import Commands

struct CommandLineTests {
    private let parser = CommandLineParser(
        commands: [
            Command("version", summary: "a") { _ in .success },
            Command(
                "check metrics",
                summary: "b",
                operand: .init("FILE", count: 0...2),
                options: [
                    CommandOption(
                        "format",
                        short: "f",
                        choices: ["text", "openmetrics"],
                        summary: "c"
                    ),
                    CommandOption("listen", value: "HOST:PORT", summary: "d"),
                    CommandOption("strict", summary: "e"),
                ]
            ) { _ in .success },
            Command("check config", summary: "f") { _ in .success },
            Command(
                "completion",
                summary: "g",
                operand: .init("SHELL", count: 1...1, choices: ["bash", "zsh"])
            ) { _ in .success },
        ],
        terminal: .silent
    )

    private func problem(_ line: String) -> String? {
        do {
            _ = try parser.parse(line.split(separator: " ").map(String.init))
            return nil
        } catch { return error.problem }
    }

    private func parse(_ line: String) throws -> Invocation {
        try parser.parse(line.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        "check metrics --format text --listen a:1 --strict x y",
        "check metrics x --format=text y --listen=a:1 --strict",
        "-o json check metrics -f text x --strict --listen a:1 y",
        "check metrics -ftext x y --strict --listen a:0 --listen a:1",
        "check metrics --strict --format text --listen a:1 -- x y",
    ])
    func `options stand anywhere and in every spelling`(line: String) throws {
        let call = try parse(line)
        #expect(call.command.name == "check metrics")
        #expect(call.value("format") == "text")
        #expect(call.value("listen") == "a:1")
        #expect(call.has("strict"))
        #expect(call.operands == ["x", "y"])
    }

    @Test func `a lone dash is an operand and what follows two dashes is too`() throws {
        #expect(try parse("check metrics - ").operands == ["-"])
        #expect(try parse("check metrics -- --strict").operands == ["--strict"])
    }

    @Test(arguments: [
        ("", "no command given"),
        ("versoin", "unknown command \"versoin\"; did you mean \"version\"?"),
        ("check", "unknown command \"check\": expected one of check metrics, check config"),
        (
            "check metrcs",
            "unknown command \"check metrcs\": expected one of check metrics, check config"
        ),
        ("version x", "unexpected \"x\""),
        ("version --format text", "unknown option --format"),
        ("check metrics --fromat text", "unknown option --fromat; did you mean --format?"),
        ("check metrics --format", "--format needs a value: -f, --format text|openmetrics"),
        (
            "check metrics --format xml",
            "--format \"xml\": expected one of text, openmetrics"
        ),
        ("check metrics --strict=yes", "--strict takes no value"),
        ("check metrics a b c", "unexpected \"c\""),
        ("completion", "SHELL is missing"),
        ("completion tcsh", "unexpected \"tcsh\": expected one of bash, zsh"),
    ])
    func `a mistake is told`(line: String, told: String) {
        #expect(problem(line) == told)
    }

    @Test func `no line of words traps the parser`() {
        let words = ["check", "metrics", "-", "--", "-o", "--format", "=", "--=", "-f", "", "x"]
        for first in words {
            for second in words {
                for third in words { _ = try? parser.parse([first, second, third]) }
            }
        }
    }

    @Test(arguments: [
        ([], "", ["check", "completion", "version"]),
        (["check"], "", ["config", "metrics"]),
        (["check"], "me", ["metrics"]),
        (["check", "metrics"], "--f", ["--format"]),
        (["check", "metrics", "--format"], "", ["text", "openmetrics"]),
        (["check", "metrics", "-f"], "o", ["openmetrics"]),
        (["check", "metrics"], "", [":files"]),
        (["check", "metrics", "--listen"], "", []),
        (["completion"], "b", ["bash"]),
    ])
    func `completion knows what comes next`(words: [String], current: String, expected: [String]) {
        let completion = Completion(commands: parser.commands)
        #expect(completion.candidates(for: words, current: current) == expected)
    }

    @Test(arguments: [
        (["NO_COLOR": "1"], true, false), (["NO_COLOR": ""], true, true), ([:], false, false),
        (["CLICOLOR_FORCE": "1"], false, true), (["TERM": "dumb"], true, false),
        (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false),
    ])
    func `colours follow the conventions`(
        environment: [String: String],
        isInteractive: Bool,
        expected: Bool
    ) {
        let terminal = Terminal(
            out: { _ in },
            error: { _ in },
            input: { [] },
            environment: environment,
            isInteractive: isInteractive
        )
        #expect(terminal.prefersColor == expected)
    }
}
