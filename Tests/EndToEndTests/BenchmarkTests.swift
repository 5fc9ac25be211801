import TestKit
import Testing

/// The benchmarks with tiny inputs, so that they cannot rot.
struct BenchmarkTests {
    @Test func `spans`() throws {
        let done = try Program.run(try builtProduct("bench-traces"), ["100", "1"])
        #expect(done.status == 0)
        #expect(done.outputText.split(separator: "\n").count > 3)
    }

    @Test func `metrics`() throws {
        let done = try Program.run(try builtProduct("bench-metrics"), ["--exemplars", "100"])
        #expect(done.status == 0)
    }

    @Test func `the HTTP server`() async throws {
        let server = try Program(try builtProduct("bench-http"), ["0", "1"])
        defer { server.send(9) }
        let line = try await server.line(containing: "listening on ")
        let port = line.split(separator: " ").last ?? ""
        let answer = try Program.run("curl", ["-sS", "http://127.0.0.1:\(port)/1k"])
        #expect(answer.output.count == 1024)
    }
}
