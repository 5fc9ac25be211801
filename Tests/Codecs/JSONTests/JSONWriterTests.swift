import Bytes
import JSON
import TestKit
import Testing

struct JSONWriterTests {
    private func written(
        _ style: JSONWriter.Style = .compact,
        _ body: (inout JSONWriter) -> Void
    ) -> String {
        var json = JSONWriter(style: style)
        body(&json)
        return json.finish().string
    }

    private func everything(_ json: inout JSONWriter) {
        json.object { json in
            json.member("text", "a\"b")
            json.member("least", Int64.min)
            json.member("most", UInt64.max)
            json.member("half", 0.5)
            json.member("yes", true)
            json.key("list")
            json.array { json in
                json.null()
                json.value(-1)
                json.array { _ in }
                json.object { _ in }
            }
        }
    }

    @Test func `a document has commas and colons where they belong`() {
        #expect(
            written(.compact, everything)
                == #"{"text":"a\"b","least":-9223372036854775808,"most":18446744073709551615,"#
                + #""half":0.5,"yes":true,"list":[null,-1,[],{}]}"#
        )
    }

    @Test func `a pretty document is indented by two spaces and keeps empty containers short`() {
        let expected = """
            {
              "text": "a\\"b",
              "least": -9223372036854775808,
              "most": 18446744073709551615,
              "half": 0.5,
              "yes": true,
              "list": [
                null,
                -1,
                [],
                {}
              ]
            }
            """
        #expect(written(.pretty, everything) == expected)
    }

    @Test func `every ASCII character is escaped exactly when it must be`() {
        for code in 0..<128 as Range<UInt8> {
            let text = String(decoding: [code], as: UTF8.self)
            let hex = String(code, radix: 16)
            let short: [UInt8: String] = [
                8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: "\\\"", 92: "\\\\",
            ]
            let long = code < 32 ? "\\u" + String(repeating: "0", count: 4 - hex.count) + hex : text
            #expect(written { $0.value(text) } == "\"" + (short[code] ?? long) + "\"")
        }
    }

    @Test func `an escape is found at every position of a text of every length up to 40`() {
        for length in 1...40 {
            for position in 0..<length {
                for (special, escaped) in [("\"", "\\\""), ("\u{1}", "\\u0001"), ("é", "é")] {
                    let before = String(repeating: "x", count: position)
                    let after = String(repeating: "~", count: length - position - 1)
                    let expected = "\"" + before + escaped + after + "\""
                    #expect(written { $0.value(before + special + after) } == expected)
                }
            }
        }
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "-0"), (1, "1"), (-2, "-2"), (0.1, "0.1"), (1e21, "1e+21"),
        (1e-7, "1e-07"), (9_007_199_254_740_992, "9007199254740992"),
        (.leastNonzeroMagnitude, "5e-324"),
        (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
    func `a double is written in its shortest digits`(value: Double, expected: String) {
        #expect(written { $0.value(value) } == expected)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a double reads back as itself`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<100 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(Double(written { $0.value(value) }) == value)
        }
    }

    @Test func `a document that is sent while it is written arrives whole`() {
        var json = JSONWriter()
        var sent = ByteBuffer()
        json.beginArray()
        for number in 0..<1000 {
            json.value(number)
            json.drain(into: &sent)
        }
        json.endArray()
        sent.append(json.finish())
        #expect(sent.string == "[" + (0..<1000).map(String.init).joined(separator: ",") + "]")
    }

    @Test func `a document that fails half way leaves nothing behind`() {
        struct Refused: Error {}
        var buffer = ByteBuffer()
        buffer.append("kept")
        #expect(throws: Refused.self) {
            try buffer.appendJSON { json throws(Refused) in
                json.beginArray()
                throw Refused()
            }
        }
        #expect(buffer.string == "kept")
        buffer.appendJSON { $0.value(1) }
        #expect(buffer.string == "kept1")
    }

    @Test func `what cannot be JSON fails a precondition`() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            json.value(1)
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.value(1)
            json.value(2)
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginArray()
            _ = json.finish()
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            for _ in 0...JSONNesting.maximumDepth { json.beginArray() }
        }
    }
}
