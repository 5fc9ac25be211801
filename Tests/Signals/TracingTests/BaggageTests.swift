import Testing

@testable import Tracing

struct BaggageTests {
    private func read(_ headers: String...) -> [String] {
        Baggage(headers: headers).members.map {
            "\($0.key)=\($0.value)" + ($0.properties.isEmpty ? "" : ";" + $0.properties)
        }
    }

    @Test func `P5: members are read with their properties, over all headers`() {
        #expect(read("a=1, b = 2 ;p=3;q", "c=3") == ["a=1", "b=2;p=3;q", "c=3"])
    }

    @Test func `P5: a value may contain equals signs, and be empty`() {
        #expect(read("a=b=c,d=") == ["a=b=c", "d="])
    }

    @Test func `P5: escapes are decoded, bad UTF-8 becomes the replacement character`() {
        #expect(read("a=%C3%A4%20x,b=%FF,c=%zz%") == ["a=ä x", "b=\u{FFFD}", "c=%zz%"])
    }

    @Test(arguments: ["", ",", "a", "=1", "a b=1", "ä=1", "a=\"", "a=b c", "a=\\", "a=1;p\u{1}"])
    func `P5: a member that breaks the format is left out, and only it`(member: String) {
        #expect(read(member) == [])
        #expect(read("x=1,\(member),y=2") == ["x=1", "y=2"])
    }

    @Test func `P5: everything outside of the octets is escaped, and comes back`() {
        let text = String(decoding: UInt8.min...127, as: UTF8.self) + "äöü🦊"
        let baggage = Baggage().setting("k", to: text)
        #expect(Baggage(headers: [baggage.header]) == baggage)
        #expect(baggage.header.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2C })
        #expect(Baggage().setting("k", to: "a b,c;d\\e\"f%").header == "k=a%20b%2Cc%3Bd%5Ce%22f%25")
    }

    @Test func `P5: all of 64 members and 8192 bytes travel, and no member is cut`() {
        var full = Baggage()
        for number in 0..<64 { full = full.setting("k\(number)", to: "v") }
        #expect(Baggage(headers: [full.header]).members.count == 64)
        #expect(Baggage(headers: [full.setting("k64", to: "v").header]) == full)
        let fits = Baggage().setting("k", to: String(repeating: "v", count: 8190))
        #expect(fits.header.utf8.count == 8192)
        #expect(Baggage(headers: [fits.header]) == fits)
        let large = fits.setting("k", to: String(repeating: "v", count: 8191))
        #expect(large.setting("small", to: "1").header == "small=1")
    }

    @Test func `P5: headers beyond the limits are not read`() {
        let long = String(repeating: "v", count: 9000)
        #expect(read("a=1", "b=\(long)", "c=3") == ["a=1"])
        let many = (0..<100).map { "k\($0)=v" }.joined(separator: ",")
        #expect(read(many).count == 64)
    }

    @Test func `P5: members are set, replaced and removed, and a bad key changes nothing`() {
        let baggage = Baggage().setting("a", to: "1").setting("b", to: "2").setting("a", to: "3")
        #expect(baggage.header == "a=3,b=2")
        #expect(baggage["a"] == "3")
        #expect(baggage.removing("a").header == "b=2")
        #expect(baggage.setting("bad key", to: "1") == baggage)
        #expect(baggage.setting("c", to: "1", properties: "a,b") == baggage)
        #expect(baggage.setting("c", to: "1", properties: "ttl=1").header == "a=3,b=2,c=1;ttl=1")
    }

    @Test func `P5: baggage is that of the task`() async {
        let baggage = Baggage().setting("a", to: "1")
        await PropagatedContext(baggage: baggage).withCurrent {
            async let seen = Baggage.current
            #expect(await seen == baggage)
            #expect(PropagatedContext.current.baggage == baggage)
        }
        #expect(Baggage.current.isEmpty)
    }
}
