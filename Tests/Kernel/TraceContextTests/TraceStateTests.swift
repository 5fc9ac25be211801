import Testing
import TraceContext

struct TraceStateTests {
    @Test func `P4: members are read in order with their white space and empty ones left out`() {
        let state = TraceState(headers: ["foo=1 \t , \t bar=2,", "", ", baz= 3"])
        #expect(state?.description == "foo=1,bar=2,baz= 3")
        #expect(state?["bar"] == "2")
        #expect(state?["baz"] == " 3")
        #expect(state?["nobody"] == nil)
    }

    @Test(arguments: [
        "foo@=1", "foo@bar@baz=1", "0=1", "a_-*/@=1", "t@v=1",
        "foo=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~",
    ])
    func `P4: what the grammar of 2026 allows is kept`(member: String) {
        #expect(TraceState(member)?.description == member)
    }

    @Test(arguments: [
        "foo", "=1", "foo=", "foo =1", "FOO=1", "foo.bar=1", "@foo=1", "-a=1",
        "foo=bar=baz", "foo=\u{7F}", "foo=é", "foo=a\u{1}b", "foo=1,bar",
    ])
    func `P4: one bad member makes the whole list invalid`(header: String) {
        #expect(TraceState(header) == nil)
        #expect(TraceState(headers: ["good=1", header]) == nil)
    }

    @Test func `P4: keys and values may have 256 characters and no more`() {
        let long = String(repeating: "k", count: 256)
        #expect(TraceState("\(long)=\(long)") != nil)
        #expect(TraceState("\(long)k=1") == nil)
        #expect(TraceState("k=\(long)k") == nil)
    }

    @Test func `P4: a list of 33 members is discarded, one of 32 is not`() {
        let members = (1...33).map { "k\($0)=\($0)" }
        #expect(TraceState(members.dropLast().joined(separator: ",")) != nil)
        #expect(TraceState(members.joined(separator: ",")) == nil)
        #expect(TraceState(headers: members) == nil)
    }

    @Test func `P4: of members with one key the first stays`() {
        #expect(TraceState("foo=1,bar=2,foo=3")?.description == "foo=1,bar=2")
        #expect(TraceState("foo=1,fo=2")?.description == "foo=1,fo=2")
    }

    @Test func `P4, T3: a member that is set moves to the front and the last one makes room`() {
        let state = TraceState("a=1,b=2,c=3")
        #expect(state?.setting("b", to: "9")?.description == "b=9,a=1,c=3")
        #expect(state?.setting("d", to: "4")?.description == "d=4,a=1,b=2,c=3")
        #expect(state?.removing("a").description == "b=2,c=3")
        #expect(state?.removing("x") == state)
        let full = TraceState((1...32).map { "k\($0)=v" }.joined(separator: ","))
        let grown = full?.setting("new", to: "v")
        #expect(grown?.members.count == 32)
        #expect(grown?["new"] == "v")
        #expect(grown?["k32"] == nil)
    }

    @Test func `T3: a change that would break the rules is refused`() {
        let state = TraceState("a=1")
        for (key, value) in [
            ("A", "1"), ("", "1"), ("k", ""), ("k", "a,b"), ("k", "a "), ("k", "="),
        ] {
            #expect(state?.setting(key, to: value) == nil)
        }
    }

    @Test func `P4: what is too long loses whole members, long ones first`() {
        let long = "long=" + String(repeating: "x", count: 200)
        let state = TraceState("a=1,\(long),b=2,c=3")
        #expect(state?.truncated(to: 1000) == state)
        #expect(state?.truncated(to: 100).description == "a=1,b=2,c=3")
        #expect(state?.truncated(to: 7).description == "a=1,b=2")
        #expect(state?.truncated(to: 2).description == "")
    }

    @Test func `P4: at least 512 characters are propagated`() {
        let members = (10...31).map { "key\($0)=" + String(repeating: "v", count: 16) }
        let header = members.joined(separator: ",")
        #expect(header.utf8.count >= 480)
        #expect(TraceState(header)?.truncated(to: 512).description == header)
    }
}
