import Testing

/// The rules of the house that a program can check.
struct HouseRulesTests {
    private let checkout: Checkout
    private let product: [Checkout.File]
    private let tests: [Checkout.File]

    init() throws {
        checkout = try Checkout()
        product = checkout.files.filter { $0.isSwift && $0.isProduct }
        tests = checkout.files.filter { file in
            file.isSwift
                && (file.path.hasPrefix("Tests/") || file.path.hasPrefix("Sources/TestKit/"))
                && !file.path.hasPrefix("Tests/TidyTests/")
        }
    }

    @Test func `the checkout is seen`() {
        #expect(product.count > 50)
        #expect(tests.count > 20)
    }

    @Test func `nothing imports Foundation`() {
        let found = checkout.places(in: product) { $0.contains("import Foundation") }
        #expect(found.isEmpty)
    }

    /// Each C library has one room that may import it, so that nothing is done in two ways.
    @Test(arguments: [
        ("CCurl", "Sources/Edges/HTTPClient/"), ("CMicroHTTPD", "Sources/Edges/HTTPServer/"),
        ("CZlib", "Sources/Codecs/Compression/"), ("CYAML", "Sources/Codecs/YAML/"),
        ("CRE2", "Sources/Kernel/Matching/"), ("CCrypto", "Sources/Edges/HTTPServer/"),
        ("COTLP", "Sources/Codecs/OTLP/"),
    ])
    func `a C library is imported by one room`(library: String, room: String) {
        let others = product.filter { !$0.path.hasPrefix(room) }
        let found = checkout.places(in: others) { $0.hasSuffix("import \(library)") }
        #expect(found.isEmpty)
        let used = checkout.places(in: product) { $0.hasSuffix("import \(library)") }
        #expect(!used.isEmpty)
    }

    @Test(arguments: ["JSONSerialization", "JSONEncoder", "JSONDecoder", "URLSession", "Regex("])
    func `the library's own second way is not used`(name: String) {
        #expect(checkout.places(in: product) { $0.contains(name) }.isEmpty)
    }

    /// The clock is read in `Clocks`, and in the exemplar path of `Metrics`, which says why.
    @Test(arguments: ["clock_gettime(", "gettimeofday(", "ContinuousClock", "SuspendingClock"])
    func `one room reads the clock`(call: String) {
        let others = product.filter { !$0.path.hasPrefix("Sources/Kernel/Clocks/") }
        #expect(checkout.places(in: others) { $0.contains(call) }.isEmpty)
    }

    @Test func `one type retries`() {
        let types = checkout.places(in: product) { line in
            ["struct ", "class ", "enum "].contains { line.contains($0) }
                && (line.contains("Retry") || line.contains("Backoff"))
        }
        let files = Set(types.map { $0.prefix { $0 != ":" } })
        #expect(files.allSatisfy { $0.hasPrefix("Sources/Edges/HTTPClient/") })
    }

    @Test(arguments: ["Task.detached", "Task(priority", "fatalError(", "try!", "as!"])
    func `what the house does without`(text: String) {
        #expect(checkout.places(in: product) { $0.contains(text) }.isEmpty)
    }

    @Test func `a loose task says why`() {
        let loose = unexplained(in: product) { line in
            line.contains("Task {") && !line.contains(".addTask {")
        }
        #expect(loose == [])
    }

    @Test(arguments: ["Task.sleep", "usleep(", "Thread.sleep", "nanosleep(", ".disabled("])
    func `tests neither sleep nor are switched off`(text: String) {
        #expect(checkout.places(in: tests) { $0.contains(text) }.isEmpty)
    }

    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)"])
    func `an unchecked promise carries its proof`(promise: String) {
        #expect(unexplained(in: product + tests) { $0.contains(promise) } == [])
    }

    /// The code lines that `need` a reason and have no comment near.
    private func unexplained(
        in files: [Checkout.File],
        where needsReason: (String) -> Bool
    ) -> [String] {
        files.flatMap { file in
            file.code.filter { line in
                guard needsReason(line.text) else { return false }
                let around = file.lines.dropFirst(max(0, line.number - 4)).prefix(5)
                return !around.contains { $0.contains("//") }
            }.map { "\(file.path):\($0.number): \($0.text)" }
        }
    }

    @Test func `names say something`() {
        let empty = ["Manager", "Helper", "Util", "Utils", "Impl", "Common", "Misc", "V2"]
        let files = checkout.files.filter { file in
            file.isSwift
                && empty.contains {
                    file.path.hasSuffix("\($0).swift") || file.path.contains("/\($0)/")
                }
        }
        #expect(files.map(\.path) == [])
    }

    @Test func `no file is long`() {
        let long = checkout.files.filter { $0.isSwift && $0.lines.count > 500 }
        #expect(long.map { "\($0.path): \($0.lines.count)" } == [])
    }

    @Test func `nothing names a machine's own folders`() {
        let names = ["/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/"]
        let found = checkout.files.flatMap { file in
            file.lines.enumerated()
                .filter { line in names.contains { line.element.contains($0) } }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(found == [])
    }

    @Test func `the product needs nothing outside the checkout`() {
        let found = checkout.files.filter { $0.isProduct || $0.path == "Package.swift" }
            .filter { file in file.lines.contains { $0.contains("../shared") } }
        #expect(found.map(\.path) == [])
    }
}
