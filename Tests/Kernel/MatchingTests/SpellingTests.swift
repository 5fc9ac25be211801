import Testing

@testable import Matching

struct SpellingTests {
    @Test(arguments: [
        ("lsiten", "listen"), ("listn", "listen"), ("LISTEN", "listen"), ("listens", "listen"),
    ])
    func `a slip is recognised`(typed: String, meant: String) {
        #expect(Spelling.nearest(to: typed, in: ["level", "listen", "format"]) == meant)
    }

    @Test func `something else entirely is not`() {
        #expect(Spelling.nearest(to: "potato", in: ["level", "listen", "format"]) == nil)
    }
}
