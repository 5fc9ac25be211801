import TestKit
import Testing

/// The shells that completion is for, and man, asked about the real binary.
struct ShellTests {
    private func withTocsinOnPath() throws -> [String: String] {
        let folder = try builtProduct("tocsin").split(separator: "/").dropLast().joined(
            separator: "/"
        )
        var environment = currentEnvironment()
        environment["PATH"] = "/\(folder):\(environment["PATH"] ?? "")"
        return environment
    }

    private func run(_ shell: String, _ script: String) throws -> Program.Finished {
        try Program.run(shell, ["-c", script], environment: try withTocsinOnPath())
    }

    @Test func `bash completes commands, options and choices`() throws {
        let done = try run(
            "bash",
            """
            source <(tocsin completion bash)
            try() { COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tocsin; echo "${COMPREPLY[*]}"; }
            try tocsin comp
            try tocsin config ""
            try tocsin serve --log-f
            try tocsin serve --log-format ""
            """
        )
        #expect(done.errorText == "")
        #expect(done.outputText == "completion\nshow\n--log-format\nlogfmt json\n")
    }

    @Test func `zsh and fish take their scripts`() throws {
        let zsh = try run(
            "zsh",
            "autoload -U compinit; compinit -u -d /dev/null; eval \"$(tocsin completion zsh)\"; whence -w _tocsin"
        )
        #expect(zsh.outputText == "_tocsin: function\n")
        let fish = try run(
            "fish",
            "tocsin completion fish | source; complete -C 'tocsin conf'"
        )
        #expect(fish.outputText.hasPrefix("config"))
    }

    @Test func `man reads the manual without a warning`() throws {
        let page = try run("bash", "tocsin man | man --warnings -l - 2>&1 >/dev/null")
        #expect(page.outputText == "")
        #expect(page.status == 0)
    }
}
