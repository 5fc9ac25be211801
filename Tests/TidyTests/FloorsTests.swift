import JSON
import TestKit
import Testing

/// Holds the floors: arrows between targets only go down, or sideways where Package.swift says so.
struct FloorsTests {
    /// The folders of `Sources/`, lowest first.
    private static let order = ["C", "Kernel", "Codecs", "Signals", "Edges", "App", "tocsin"]

    private struct Target {
        let name: String
        let floor: String
        let needs: [String]
    }

    private let checkout: Checkout
    private let targets: [Target]

    init() throws {
        checkout = try Checkout()
        let scratch = try ScratchFolder()
        let dump = try Program.run(
            "swift",
            [
                "package", "--package-path", checkout.root, "--scratch-path", scratch.path,
                "dump-package",
            ]
        )
        let package = try JSONValue(parsing: dump.output)
        targets = (package["targets"]?.elements ?? []).compactMap { target in
            guard target["type"]?.text != "test", let name = target["name"]?.text,
                let path = target["path"]?.text, path.hasPrefix("Sources/")
            else { return nil }
            let needs = (target["dependencies"]?.elements ?? []).compactMap {
                $0["byName"]?.elements?.first?.text
            }
            let floor = path.split(separator: "/").dropFirst().first.map(String.init) ?? path
            return Target(name: name, floor: floor, needs: needs)
        }
    }

    @Test func `arrows never run up`() throws {
        #expect(targets.count > 15)
        for target in targets where target.floor != "TestKit" {
            let height = try #require(Self.order.firstIndex(of: target.floor), "\(target.name)")
            for need in target.needs {
                let below = try #require(targets.first { $0.name == need }, "\(need)")
                let depth = try #require(Self.order.firstIndex(of: below.floor), "\(below.name)")
                #expect(depth <= height, "\(target.name) -> \(need) runs up")
            }
        }
    }

    @Test func `only C targets have no floor above them to answer to`() {
        for target in targets where target.floor == "C" { #expect(target.needs.isEmpty) }
    }

    @Test func `every declared need is imported`() {
        for target in targets where target.floor != "C" {
            let folder =
                target.floor == target.name
                ? "Sources/\(target.name)/"
                : "Sources/\(target.floor)/\(target.name)/"
            let imports = checkout.files.filter { $0.path.hasPrefix(folder) }.flatMap(\.lines)
            for need in target.needs {
                #expect(
                    imports.contains { $0.hasSuffix("import \(need)") },
                    "\(target.name) declares \(need) and never imports it"
                )
            }
        }
    }

    @Test func `every room is described in ARCHITECTURE.md and has tests`() throws {
        let page = try #require(checkout.files.first { $0.path == "ARCHITECTURE.md" })
        let text = page.lines.joined(separator: "\n")
        for target in targets { #expect(text.contains("`\(target.name)`"), "\(target.name)") }
        for target in targets where !["C", "TestKit", "tocsin"].contains(target.floor) {
            let folder = "Tests/\(target.floor)/\(target.name)Tests/"
            let written = checkout.files.filter { $0.path.hasPrefix(folder) }
                .contains { file in file.lines.contains { $0.contains("@Test") } }
            #expect(written, "\(target.name) has no tests")
        }
    }
}
