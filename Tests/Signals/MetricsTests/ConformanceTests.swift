import Exposition
import Metrics
import TestKit
import Testing

/// What parsers that are not ours make of a thousand random registries.
struct ConformanceTests {
    private static let seeds = 0..<1000 as Range<UInt64>

    /// The exposition in a format, with a model of what it must say.
    private static func oracleCase(_ kind: String, _ registry: Registry, _ format: ExpositionFormat)
        -> [UInt8]
    {
        let model = SnapshotModel(recorder: SnapshotRecorder(registry)).json
        let body = registry.bytes(format)
        return Array("\(kind)\n\(model.count)\n\(body.count)\n".utf8) + model + body
    }

    @Test(arguments: [
        ("openmetrics", ExpositionFormat.openMetrics1), ("text", .text0), ("protobuf", .protobuf),
    ])
    func `independent parsers read back what was measured`(
        kind: String,
        format: ExpositionFormat
    ) async throws {
        guard let python = Oracle.python else { return }
        let finished = try await onOwnThread {
            var input: [UInt8] = []
            for seed in Self.seeds {
                let random = try RandomRegistry(seed: seed)
                input += Self.oracleCase(kind, random.registry, format)
            }
            return try Program.run(python, [Oracle.script], input: input)
        }
        #expect(finished.status == 0, "\(finished.errorText)")
        let verdicts = finished.outputText.split(separator: "\n")
        #expect(verdicts.count == Self.seeds.count)
        for (seed, verdict) in zip(Self.seeds, verdicts) where verdict != "ok" {
            Issue.record("seed \(seed): \(verdict)")
        }
    }

    /// Status 3 means that something could be named better.
    @Test func `promtool reads text 0.0.4`() async throws {
        guard let promtool = Oracle.find("promtool") else { return }
        let finished = try await onOwnThread {
            var together: [UInt8] = []
            for seed in Self.seeds {
                let prefix = "r\(seed)"
                let random = try RandomRegistry(seed: seed, prefix: prefix, overflows: false)
                together += random.registry.bytes(.text0)
            }
            return try Program.run(promtool, ["check", "metrics"], input: together)
        }
        #expect([0, 3].contains(finished.status), "\(finished.errorText.prefix(2000))")
    }
}

/// Where the foreign parsers are.
///
/// Where one is missing, a test says so and does nothing; but on CI it fails.
enum Oracle {
    static var script: String { "\(root)/Tests/Oracles/exposition.py" }

    /// A Python that has prometheus_client.
    static var python: String? {
        guard let python = find("python3") else { return nil }
        let probe = try? Program.run(python, ["-c", "import prometheus_client"])
        if probe?.status == 0 { return python }
        reportMissing("Python's prometheus_client")
        return nil
    }

    static func find(_ name: String) -> String? {
        let own = "\(root)/.build/python/bin/\(name)"
        if (try? Program.run(own, ["--version"]))?.status == 0 { return own }
        if let found = Program.find(name) { return found }
        reportMissing(name)
        return nil
    }

    private static var root: String {
        var path = Substring(#filePath)
        for _ in 0..<4 { path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
        return String(path)
    }

    private static func reportMissing(_ what: String) {
        print("skipped: \(what) is not installed; scripts/setup test installs it")
        if currentEnvironment()["CI"] == "true" { Issue.record("\(what) is not installed") }
    }
}
