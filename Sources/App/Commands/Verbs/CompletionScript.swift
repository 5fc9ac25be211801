extension Tocsin {
    static let completion = Command(
        "completion",
        summary: "print a shell's completion script",
        details: [
            "bash:  source <(tocsin completion bash)",
            "zsh:   source <(tocsin completion zsh)",
            "fish:  tocsin completion fish | source",
        ],
        operand: .init("SHELL", count: 1...1, choices: ["bash", "zsh", "fish"])
    ) { call in
        call.terminal.out(Completion.script(for: call.operands[0]))
        return .success
    }
}
