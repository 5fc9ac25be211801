import CRE2
import Matching
import TestKit
import Testing

struct PatternTests {
    @Test(
        arguments: [
            ("", [""], ""), ("abc", ["abc"], "abc"), ("a|b|a|", ["", "a", "b"], ""),
            ("(b|a)", ["a", "b"], ""), ("foo-(a|b)", ["foo-a", "foo-b"], "foo-"),
            ("(?:x|y)(1|2)?", ["x", "x1", "x2", "y", "y1", "y2"], ""), ("^a$|^b$", ["a", "b"], ""),
            (#"a\.b\-c"#, ["a.b-c"], "a.b-c"), ("é|è", ["è", "é"], ""), ("()", [""], ""),
            ("a.*", nil, "a"), (".*", nil, ""), ("5..|529", nil, "5"), ("(api|app)-.+", nil, "ap"),
            ("abc[0-9]+", nil, "abc"), ("abc?d", nil, "ab"), ("(?i)abc", nil, ""),
            ("ab[cd]|abe", nil, "ab"), ("", [""], ""),
        ] as [(String, [String]?, String)]
    )
    func `an index learns what can match`(pattern: String, literals: [String]?, prefix: String)
        throws
    {
        let pattern = try Pattern(pattern)
        #expect(pattern.literals == literals)
        #expect(literals?.allSatisfy { pattern.matches($0) } ?? true)
        if literals == nil { #expect(pattern.prefix == prefix) }
        if let literals { #expect(literals.allSatisfy { $0.hasPrefix(pattern.prefix) }) }
    }

    @Test(arguments: [
        ("a.*", "abc\ndef", true), ("a.*", "ba", false), (".+", "", false), (".+", "\n", true),
        (".*b", "aab\n", false), ("a|b", "ab", false), ("5..", "500", true), ("5..", "5é€", true),
        ("5..", "5é", false), (".*x.+x.*", "xx", false), (".*x.+x.*", "x-x", true),
        ("(?i)get", "GeT", true), ("a{2,3}", "aaaa", false), ("^(a|b)$", "a", true),
        (#"\d+"#, "12", true), (".*ab.*ba.*", "aba", false), (".*ab.*ba.*", "abba", true),
    ])
    func `a pattern matches whole texts`(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == isMatch)
    }

    /// Random patterns of a small grammar against random texts, with and without RE2.
    @Test(arguments: 0..<1500 as Range<UInt64>)
    func `every pattern means what RE2 says`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var sampler = PatternSampler(random: SplitMix(seed: seed &+ 1 << 32))
        let source = sampler.pattern()
        let oracle = Oracle(source)
        guard let pattern = try? Pattern(source) else {
            #expect(oracle == nil, "\(source) is refused")
            return
        }
        guard let oracle else {
            Issue.record("\(source) is not refused")
            return
        }
        for _ in 0..<100 {
            let text = sampler.text(like: source, using: &random)
            let isMatch = pattern.matches(text.span)
            #expect(isMatch == oracle.matches(text), "\(source) on \(text)")
            let prefix = Array(pattern.prefix.utf8)
            #expect(!isMatch || text.starts(with: prefix), "\(source): prefix \(pattern.prefix)")
            let literals = pattern.literals?.map { Array($0.utf8) }
            #expect(literals.map { $0.contains(text) == isMatch } ?? true, "\(source)")
        }
    }

    /// All texts of up to three bytes of an alphabet with the edges of UTF-8.
    @Test(arguments: [".*", ".+", ".", "..", "...", "a.*", ".*a", ".*a.*", ".*é.*", "é.+", ".+a.*"])
    func `every short text is matched as by RE2`(source: String) throws {
        let pattern = try Pattern(source)
        let oracle = try #require(Oracle(source))
        let edges: [UInt8] = [
            0x00, 0x0A, 0x61, 0x7F, 0x80, 0xA9, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xDF, 0xE0, 0xED,
            0xEF,
            0xF0, 0xF4, 0xF5, 0xFF,
        ]
        var texts: [[UInt8]] = [[]]
        var longest = texts
        for _ in 0..<3 {
            longest = longest.flatMap { text in edges.map { text + [$0] } }
            texts += longest
        }
        texts += longest.map { [0xF4] + $0 }
        let wrong = texts.filter { pattern.matches($0.span) != oracle.matches($0) }
        #expect(wrong == [])
    }

    @Test(
        arguments: [
            ("a(b", "missing ): a(b", nil), ("*a", "no argument for repetition operator: *", 0),
            ("x**", "bad repetition operator: **", 1),
            ("[z-a]", "invalid character class range: z-a", 1),
            (#"a\8"#, #"invalid escape sequence: \8"#, 1), ("a)", "unexpected ): a)", nil),
            ("a{1000}{1000}", "bad repetition operator: {1000}{1000}", nil),
        ] as [(String, String, Int?)]
    )
    func `a bad pattern is refused in RE2's words`(source: String, reason: String, offset: Int?) {
        let error = #expect(throws: PatternError.self) { try Pattern(source) }
        #expect(error?.reason == reason)
        if let offset { #expect(error?.offset == offset) }
    }

    @Test func `an error reads as a sentence`() {
        let error = #expect(throws: PatternError.self) { try Pattern("[z-a]") }
        #expect(
            error?.description
                == "the regular expression \"[z-a]\" is refused at byte 1: "
                + "invalid character class range: z-a"
        )
    }

    @Test func `a pattern that needs too large a program or is too long is refused`() {
        for source in [#"\pL{1000}"#, #"(\pL\pN){500}"#, "((a{100}){100}){100}"] {
            #expect(throws: PatternError.self) { try Pattern(source) }
        }
        let long = String(repeating: "a", count: Pattern.maximumLength)
        #expect(throws: Never.self) { try Pattern(long) }
        #expect(throws: PatternError.self) { try Pattern(long + "a") }
    }
}

/// RE2 itself, asked without any of what `Pattern` does to go without it.
@safe final class Oracle {
    private let handle: OpaquePointer

    init?(_ source: String) {
        var error = tocsin_re2_error()
        let bytes = Array(source.utf8)
        guard let handle = unsafe tocsin_re2_compile(bytes, bytes.count, 1 << 20, &error) else {
            return nil
        }
        unsafe self.handle = handle
    }

    deinit { unsafe tocsin_re2_free(handle) }

    func matches(_ text: [UInt8]) -> Bool {
        unsafe tocsin_re2_matches(handle, text, text.count) != 0
    }
}
