/// Debian's Prometheus, started for one test with its data in a folder of its own.
package final class PrometheusServer: Sendable {
    /// `http://127.0.0.1:PORT`.
    package let url: String
    private let program: Program
    private let folder: ScratchFolder

    /// Starts it and awaits that it is ready; `features` are values of `--enable-feature`.
    package init(configuration: String, features: [String] = []) async throws {
        folder = try ScratchFolder()
        let file = try folder.write(configuration, to: "prometheus.yml")
        program = try Program(
            "prometheus",
            [
                "--config.file=\(file)", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:0", "--log.level=info",
            ] + features.map { "--enable-feature=\($0)" }
        )
        do {
            let listening = try await program.line { line in
                line.contains("Listening on") && line.contains("address=127.0.0.1:")
            }
            let address = listening.split(separator: "address=").last ?? ""
            url = "http://\(address.prefix { $0 != " " })"
            _ = try await program.line(containing: "Server is ready to receive web requests")
        } catch {
            program.send(9)
            throw error
        }
    }

    deinit { program.send(9) }

    /// What it wrote to its log.
    package var log: String { program.log }

    /// Answers of its API, fetched by curl, which shares no code with us.
    package func get(_ path: String, _ parameters: [(String, String)] = []) throws -> [UInt8] {
        let pairs = parameters.flatMap { ["--data-urlencode", "\($0.0)=\($0.1)"] }
        let answer = try Program.run("curl", ["-sS", "-G", "\(url)\(path)"] + pairs)
        guard answer.status == 0 else { throw Program.Failure(description: answer.errorText) }
        return answer.output
    }

    package func stop() async throws { try await program.stop() }
}
