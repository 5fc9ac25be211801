import Bytes
import Clocks
import Metrics
import OTLP
import TestKit
import Testing

/// What OpenTelemetry's own messages, read by Google's library, make of our requests.
struct PeerTests {
    private static let seeds = 0..<300 as Range<UInt64>

    @Test(arguments: OTLPSignal.allCases)
    func `a library that is not ours reads both encodings as one message`(
        signal: OTLPSignal
    ) throws {
        guard let python = Tool.python else { return }
        var input: [UInt8] = []
        var cases = 0
        for seed in Self.seeds {
            guard let wire = try request(signal, seed, .protobuf),
                let json = try request(signal, seed, .json)
            else { continue }
            cases += 1
            input += Array("\(signal)\n\(wire.count)\n\(json.count)\n".utf8) + wire + json
        }
        #expect(cases > 150)
        let judged = try Program.run(python, ["\(Tool.root)/Tests/Oracles/otlp.py"], input: input)
        let lines = judged.outputText.split(separator: "\n")
        #expect(lines.count == cases, "\(judged.errorText.suffix(500))")
        for (index, line) in lines.enumerated() {
            #expect(line == "ok", "case \(index)")
        }
    }

    private func request(
        _ signal: OTLPSignal,
        _ seed: UInt64,
        _ encoding: OTLPEncoding
    ) throws -> [UInt8]? {
        var telemetry = RandomTelemetry(seed: seed)
        switch signal {
        case .traces:
            var encoder = TraceEncoder(as: encoding)
            _ = telemetry.traces(&encoder)
            return encoder.body()?.array
        case .logs:
            var encoder = LogEncoder(as: encoding)
            _ = telemetry.logs(&encoder)
            return encoder.body()?.array
        case .metrics:
            var encoder = MetricEncoder(as: encoding, time: Instant(seconds: 1_800_000_000))
            let attributes = telemetry.attributes()
            encoder.resource { $0.add(attributes) }
            encoder.scope("metrics")
            try RandomRegistry(seed: seed).registry.snapshot(into: &encoder)
            return encoder.body()?.array
        }
    }

    @Test func `the generated C is what protoc-c makes of the messages`() throws {
        guard Tool.find("protoc-c") != nil else { return }
        let folder = try ScratchFolder()
        let made = try Program.run("\(Tool.root)/scripts/generate-protobuf", [folder.path])
        #expect(made.status == 0, "\(made.errorText)")
        let committed = "\(Tool.root)/Sources/C/COTLP/Generated"
        let compared = try Program.run("diff", ["-r", folder.path, committed])
        #expect(compared.status == 0, "\(compared.outputText.prefix(500))")
    }
}

/// Where the foreign tools are.
///
/// Where one is missing, a test says so and does nothing; but on CI it fails.
private enum Tool {
    /// A Python that has OpenTelemetry's messages.
    static var python: String? {
        let own = "\(root)/.build/python/bin/python3"
        for python in [own, "python3"] {
            let probe = try? Program.run(python, ["-c", "import opentelemetry.proto"])
            if probe?.status == 0 { return python }
        }
        reportMissing("Python's opentelemetry-proto")
        return nil
    }

    static func find(_ name: String) -> String? {
        if let found = Program.find(name) { return found }
        reportMissing(name)
        return nil
    }

    static var root: String {
        var path = Substring(#filePath)
        for _ in 0..<4 { path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
        return String(path)
    }

    private static func reportMissing(_ what: String) {
        print("skipped: \(what) is not installed; scripts/setup test installs it")
        if currentEnvironment()["CI"] == "true" { Issue.record("\(what) is not installed") }
    }
}
