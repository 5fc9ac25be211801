import TestKit

/// The real `tocsin serve` on a free port, its data in a folder of its own.
final class RunningDaemon: Sendable {
    let program: Program
    let folder: ScratchFolder
    /// `http://127.0.0.1:PORT`.
    let url: String

    init(
        configuration: String? = nil,
        environment: [String: String] = [:],
        folder: ScratchFolder? = nil
    ) async throws {
        let folder = try folder ?? ScratchFolder()
        var arguments = ["serve", "--listen", "127.0.0.1:0", "--data", "\(folder.path)/data"]
        if let configuration {
            arguments += ["--config", try folder.write(configuration, to: "tocsin.yaml")]
        }
        self.folder = folder
        program = try Program(
            try builtProduct("tocsin"),
            arguments,
            environment: currentEnvironment().merging(environment) { $1 }
        )
        let line = try await program.line(containing: "msg=listening")
        let address = line.split(separator: "address=").last?.prefix { $0 != " " } ?? ""
        url = "http://\(address)"
    }

    deinit { program.send(9) }

    struct Answer {
        let status: Int
        let headers: String
        let body: String
    }

    /// Asks with curl, which shares no code with us.
    func ask(_ path: String, _ options: String...) throws -> Answer {
        let marker = "\n<<status>>"
        let asked = try Program.run(
            "curl",
            ["-sS", "--max-time", "20", "-D", "/dev/stderr", "-w", "\(marker)%{http_code}"]
                + options + [url + path]
        )
        let parts = asked.outputText.split(separator: marker, omittingEmptySubsequences: false)
        return Answer(
            status: Int(parts.last ?? "") ?? 0,
            headers: asked.errorText.lowercased(),
            body: String(parts.first ?? "")
        )
    }
}
