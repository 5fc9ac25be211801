import Labels
import Matching
import Testing

struct MatcherTests {
    private let symbols = SymbolTable()

    @Test(
        arguments: [
            ("job", .equal, "api", true), ("job", .equal, "ap", false),
            ("job", .notEqual, "api", false),
            ("job", .notEqual, "", true), ("job", .matches, "a.*|b", true),
            ("job", .matches, "a", false),
            ("job", .doesNotMatch, "b.*", true), ("job", .doesNotMatch, ".*", false),
            ("nope", .equal, "", true), ("nope", .notEqual, "", false),
            ("nope", .matches, ".*", true),
            ("nope", .matches, ".+", false), ("nope", .doesNotMatch, ".+", true),
            ("nope", .notEqual, "x", true),
        ] as [(String, Matcher.Comparison, String, Bool)]
    )
    func `a missing label has an empty value`(
        name: String,
        comparison: Matcher.Comparison,
        value: String,
        isMatch: Bool
    ) throws {
        let set = try LabelSet([("job", "api"), ("env", "prod")], in: symbols)
        let matcher = try Matcher(name, comparison, value)
        #expect(set.matches([matcher], in: symbols) == isMatch)
        #expect(symbols.find("nope") == nil)
    }

    @Test func `all matchers must accept`() throws {
        let set = try LabelSet([("job", "api"), ("env", "prod")], in: symbols)
        let job = try Matcher("job", .equal, "api")
        let environment = try Matcher("env", .matches, "dev|test")
        #expect(set.matches([], in: symbols))
        #expect(set.matches([job, job], in: symbols))
        #expect(!set.matches([job, environment], in: symbols))
        #expect(!set.matches([environment, job], in: symbols))
    }

    @Test func `a bad expression is refused`() {
        #expect(throws: PatternError.self) { try Matcher("a", .matches, "(") }
        #expect(throws: Never.self) { try Matcher("a", .equal, "(") }
    }

    @Test func `matchers that say the same are equal`() throws {
        let matchers: Set = [
            try Matcher("a", .matches, "b"), try Matcher("a", .matches, "b"),
            try Matcher("a", .equal, "b"), try Matcher("a", .matches, "c"),
            try Matcher("b", .matches, "b"),
        ]
        #expect(matchers.count == 4)
    }

    @Test(
        arguments: [
            ("job", .matches, "a|b", #"job=~"a|b""#),
            ("a.b", .notEqual, #"x"\"#, #""a.b"!="x\"\\""#),
            ("j", .equal, "a\nb\t\r", #"j="a\nb\t\r""#),
        ] as [(String, Matcher.Comparison, String, String)]
    )
    func `a matcher is written as in a selector`(
        name: String,
        comparison: Matcher.Comparison,
        value: String,
        text: String
    ) throws {
        #expect("\(try Matcher(name, comparison, value))" == text)
    }
}
