import TestKit
import Testing

/// The scripts a newcomer runs first, on a machine that is not ready.
struct ScriptTests {
    private func setUp(swift version: String?) throws -> Program.Finished {
        let folder = try ScratchFolder()
        let answer = version.map { "echo 'Swift version \($0)'" } ?? "exit 127"
        let swift = try folder.write("#!/bin/sh\n\(answer)\n", to: "swift")
        _ = try Program.run("chmod", ["+x", swift])
        let root = try #require(#filePath.split(separator: "/Tests/").first)
        var environment = currentEnvironment()
        environment["PATH"] = "\(folder.path):/usr/bin:/bin"
        return try Program.run("bash", ["\(root)/scripts/setup"], environment: environment)
    }

    @Test func `a missing Swift is told`() throws {
        let done = try setUp(swift: nil)
        #expect(done.status == 1)
        #expect(done.errorText.contains("Swift is missing. Install the Swift 6.3 toolchain"))
    }

    @Test func `a Swift that is too old is told`() throws {
        let done = try setUp(swift: "5.9.2 (swift-5.9.2-RELEASE)")
        #expect(done.status == 1)
        #expect(done.errorText.contains("Swift 5.9 is too old"))
    }
}
