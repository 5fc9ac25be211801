import Bytes
import Glibc
import Testing
import YAML

/// Files made to hurt; each must be refused quickly, with the place where it went too far.
struct YAMLLimitsTests {
    /// Of one thread's processor time, so that a busy machine does not fail the test.
    ///
    /// Most cases take less than a millisecond in a release build; a debug build under sanitizers
    /// is what this leaves room for.
    private static let patience = Duration.milliseconds(250)

    private static func processorTime() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static let bombs: [(String, String)] = [
        ("flow depth", String(repeating: "[", count: 100_000)),
        ("mapping depth", String(repeating: "{a: ", count: 100_000)),
        ("block depth", String(repeating: "- ", count: 100_000)),
        ("explicit keys", String(repeating: "? ", count: 100_000)),
        ("indentation", (0..<400).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
        ("laughs", billionLaughs),
        ("merges", mergeBomb),
        ("directives", String(repeating: "%TAG ! tag:x:\n", count: 50_000)),
        ("scalar", "a: " + String(repeating: "x", count: 10 << 20)),
        ("alias depth", aliasTower),
    ]

    private static let billionLaughs =
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + zip("bcdefghi", "abcdefgh").map { name, previous in
            let aliases = [String](repeating: "*\(previous)", count: 9).joined(separator: ", ")
            return "\(name): &\(name) [\(aliases)]\n"
        }.joined()

    private static let mergeBomb: String = {
        let keys = (0..<1000).map { "k\($0): 1" }.joined(separator: ", ")
        return "- &a {\(keys)}\n" + String(repeating: "- {<<: [*a, *a, *a]}\n", count: 1000)
    }()

    private static let aliasTower =
        "- &a0 [x]\n" + (1..<100).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()

    @Test(arguments: bombs.map(\.0))
    func `a bomb is refused before it hurts`(name: String) throws {
        let text = try #require(Self.bombs.first { $0.0 == name }).1
        let bytes = Array(text.utf8)
        let start = Self.processorTime()
        let error = #expect(throws: YAMLError.self) { try YAMLNode(parsing: bytes, file: "bomb") }
        let took = Self.processorTime() - start
        let message = try #require(error).message
        #expect(took < Self.patience, "\(message)")
        let reasons = [
            "nest deeper", "repeat more", "at most", "directives", "single value",
        ]
        #expect(reasons.contains { message.contains($0) }, "\(message)")
    }

    @Test func `exactly the depth limit is taken`() throws {
        let depth = YAMLLimits().depth
        for (count, isTaken) in [(depth, true), (depth + 1, false)] {
            let text = String(repeating: "[", count: count) + String(repeating: "]", count: count)
            let node = try? YAMLNode(parsing: Array(text.utf8), file: "f")
            #expect((node != nil) == isTaken)
        }
    }

    @Test func `exactly the limits on nodes and aliases are taken`() throws {
        var limits = YAMLLimits()
        limits.nodes = 4
        limits.aliasedNodes = 2
        func isTaken(_ text: String) -> Bool {
            (try? YAMLNode(parsing: Array(text.utf8), file: "f", limits: limits)) != nil
        }
        #expect(isTaken("[1, 2, 3]"))
        #expect(!isTaken("[1, 2, 3, 4]"))
        #expect(isTaken("[&a 1, *a, *a]"))
        #expect(!isTaken("[&a [1], *a, *a]"))
        limits.size = 3
        #expect(isTaken("[1]"))
        #expect(!isTaken("[1] "))
    }

    @Test func `every truncation of a file is read or refused`() {
        let text = """
            %YAML 1.1
            ---
            a: &x {b: [1, 'two', "th\\u0072ee"], <<: {c: ~}}
            d: |
              text
            ? e
            : *x
            """
        let bytes = Array(text.utf8)
        for length in 0...bytes.count {
            _ = try? YAMLNode(parsing: Array(bytes.prefix(length)), file: "f")
        }
    }
}
