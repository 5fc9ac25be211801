import Service

extension Tocsin {
    static let manual = Command(
        "man",
        summary: "print the manual page tocsin(1) in roff",
        details: ["Read it with: tocsin man | man -l -"]
    ) { call in
        call.terminal.out(ManualPage(commands: commands, version: Build.version).roff())
        return .success
    }
}
