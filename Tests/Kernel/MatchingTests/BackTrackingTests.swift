import Matching
import Testing

/// Patterns that take exponential or quadratic time where matching goes back and tries again.
struct BackTrackingTests {
    private static let patterns = [
        "(a+)+$", "(a+)+b", "([a-zA-Z]+)*b", "(a|aa)+b", "(a|a?)+b", "(.*a){20}b", "(a*)*b",
        "(a*)+b", "(a+)*b", "(a|a)*b", "(a|ab)*c", "(aa|aab?)*c", "(a+a+)+b", "(a+){10}b",
        "a*a*a*b",
        "a*a*a*a*a*a*b", ".*.*.*=.*b", ".*a.*a.*a.*a.*b", "(.+)+b", "(.*)*b", "(.|a)+b", "(.|.)*b",
        "(\\w+\\s?)*b", "(\\w*)+b", "^(\\w+\\.?)*@b", "([^@]+)*@b", "(x+x+)+y", "((a+)+)+b",
        "(((a+)+)+)+b", "(a?){50}a{50}b", "(a?){100}b", "a?a?a?a?a?aaaaab", "(?:a+a*)+b",
        "(a+|b+)*c",
        "(a|b|ab)*bc", "([ab]*)*c", "([^b]|a)*b", "(\\S+)*b", "(\\D+)*b", "(a{1,5}){1,5}b",
        "(a{0,10}){10}b", "(a+?)+b", "(a*?)*?b", "(a+)+(b+)+c", "^((ab)*)+c", "(a|b)*a(a|b){10}c",
        "((a|b)?){30}c", "(?:(?:a*)*)*b", "(?i)(A+)+b", "(a\\s*)+b", "a(.*)*b",
    ]

    @Test func `there are fifty of them`() { #expect(Self.patterns.count >= 50) }

    /// The limit is far above what linear time needs and far below what any other does.
    @Test(.serialized, arguments: patterns)
    func `no pattern makes matching slow`(source: String) throws {
        let pattern = try Pattern(source)
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000) + [UInt8(ascii: "!")]
        let time = shortestTime {
            let isMatch = pattern.matches(text.span)
            #expect(!isMatch)
        }
        #expect(time < .milliseconds(100))
    }

    /// What the parser gives up on must not cost it much.
    @Test(arguments: [
        String(repeating: "a(b)", count: 60_000), String(repeating: ".a", count: 100_000),
        String(repeating: "(a|b)", count: 50_000), String(repeating: "(", count: 200_000),
        String(repeating: "(a|b|c|d)", count: 7) + String(repeating: "(x)", count: 80_000),
        String(repeating: "a|", count: 100_000), String(repeating: "(a|", count: 80_000),
        String(repeating: "(a?)", count: 60_000),
    ])
    func `no pattern makes compiling slow`(source: String) {
        #expect(shortestTime { _ = try? Pattern(source) } < .seconds(2))
    }

    /// Of several times the shortest, because the machine may have other things to do.
    private func shortestTime(_ body: () -> Void) -> Duration {
        (0..<5).map { _ in ContinuousClock().measure(body) }.min() ?? .zero
    }
}
