import Bytes
import JSON
import Testing

/// Documents that must be taken, must be refused, or that RFC 8259 leaves open (our choice).
struct JSONSuiteTests {
    @Test(arguments: [
        "[]", " [] ", "[1,2]", "{}", #"{"":0}"#, #"{"a":{"a":1}}"#, "null", "true", "false", "0",
        "\"\"", "\t[\n1\r, 2 ]\n", #"["\"\\\/\b\f\n\r\t"]"#, #"["\u0060\u012a\u12AB"]"#,
        #"["\ud801\udc37"]"#, #"["\uFFFF"]"#, #"["\u2028\u2029"]"#, "[\"\u{2028}\"]",
        "[\"\u{10FFFF}\"]", "[-0]", "[-0.0]", "[1E22]", "[1e+2]", "[0e1]", "[0.4e-3]", "[123e45]",
        "[20e1]", "[-237462374673276894279832749832423479823246327846]",
        #"{"a":1,"b":{"a":1}}"#, "[[[[[[]]]]]]", #"["\u0000"]"#, "\"\u{7F}\"", "[true,false]",
    ])
    func `y: taken`(text: String) throws {
        _ = try JSONValue(parsing: Array(text.utf8))
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("[", 1), ("]", 0), ("{", 1), ("}", 0), ("[,]", 1), ("[1,]", 3),
        ("[1 2]", 3), ("[1,,2]", 3), ("[1", 2), ("[1]]", 3), ("[1}", 2), (#"{"a":1]"#, 6),
        (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), (#"{"a"}"#, 4), (#"{"a":}"#, 5), ("{1:1}", 1),
        ("{a:1}", 1), (#"{"a":1 "b":2}"#, 7), (#"{"a":1,,"b":2}"#, 7), ("{'a':1}", 1), ("nul", 0),
        ("nulL", 0), ("True", 0), ("truex", 4), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1),
        ("[1]x", 3), ("1 2", 2), ("01", 0), ("-01", 1), ("00", 0), ("1.", 2), (".5", 0),
        ("-.5", 1), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("1e1.5", 3), ("+1", 0), ("-", 1),
        ("- 1", 1),
        ("0x10", 1), ("1_000", 1), ("1,", 1), ("\"", 0), ("\"a", 0), ("\"a\\", 3), ("\"\\x\"", 1),
        ("\"\\u12\"", 1), ("\"\\u12G4\"", 1), ("\"\\u\"", 1), ("\"\\U0041\"", 1),
        ("\"\\ud800\"", 1),
        ("\"\\udc00\"", 1), ("\"\\ud800\\u0041\"", 1), ("\"\\ud800x\"", 1),
        ("\"\\ud800\\ud800\"", 1),
        ("\"\\ud800\\", 1), ("\"a\u{1}\"", 2), ("\"\t\"", 1), ("\"\n\"", 1), ("\"\0\"", 1),
        ("'a'", 0), ("/* */1", 0), ("1 // x", 2), ("#1", 0), ("\u{FEFF}1", 0), ("\u{A0}1", 0),
        ("\u{C}1", 0), ("[\u{B}1]", 1), ("\0", 0), ("1\0", 1), ("[\"a\",\"b\"", 8),
        ("{\"a\":1,", 7),
        ("\"😀", 0), ("[1e999]", 1), ("[-1e309]", 1), ("undefined", 0),
        (#"{"a":1,"a":1}"#, 7), (#"{"b":0,"\u0061":1,"a":2}"#, 18),
    ])
    func `n: refused, with the byte that is wrong`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: Array(text.utf8))
        }
        #expect(error?.offset == offset, "\(error.map(String.init(describing:)) ?? "")")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x22, 0xE0, 0x80, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0x80, 0x22],
            [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22], [0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22],
            [0x22, 0xE2, 0x82],
        ] as [[UInt8]]
    )
    func `n: invalid UTF-8 is refused`(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(error?.offset == 1)
        #expect(error?.reason == .invalidUTF8)
    }

    @Test(arguments: [100, 1_000, 10_000, 1_000_000])
    func `i: nesting beyond the limit is refused at the first bracket too many`(depth: Int) {
        for (open, step) in [("[", 1), ("{\"a\":", 5)] {
            let text = String(repeating: open, count: depth)
            let error = #expect(throws: JSONError.self) {
                try JSONValue(parsing: Array(text.utf8), maximumDepth: 64)
            }
            #expect(error?.offset == 64 * step)
            #expect(error?.reason == .tooDeep(limit: 64))
        }
    }

    @Test func `i: the deepest document that is taken can be written again`() throws {
        let depth = JSONNesting.maximumDepth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        var json = JSONWriter()
        json.value(try JSONValue(parsing: Array(text.utf8)))
        #expect(json.finish().string == text)
    }

    @Test func `i: a huge number is refused without being converted`() {
        let text = "0." + String(repeating: "1", count: 1_000_000)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.reason == .numberTooLong)
    }

    @Test func `i: the two spellings of é are two keys`() throws {
        let value = try JSONValue(parsing: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(value["\u{E9}"] == .integer(1))
        #expect(value["e\u{301}"] == .integer(2))
    }

    @Test(arguments: [2, 15, 16, 17, 1000])
    func `a key is found, and refused twice, in objects of every size`(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",\n")
        let value = try JSONValue(parsing: Array("{\(members)}".utf8))
        #expect((0..<count).allSatisfy { value["k\($0)"] == .integer(Int64($0)) })
        #expect(value["none"] == nil)
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: Array("{\(members),\n\"k1\":0}".utf8))
        }
        let first = TextPosition(line: 2, column: 1)
        #expect(error?.reason == .duplicateKey("k1", first: first))
        #expect(error?.position == TextPosition(line: count + 1, column: 1))
    }

    @Test func `an error says where it is and what was expected`() {
        func message(_ text: String) -> String? {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
            return error.map(String.init(describing:))
        }
        #expect(
            message("{\n  \"é\": x}") == "line 2, column 8 (byte 10): expected a value, found 'x'"
        )
        #expect(message("[1 €") == "line 1, column 4 (byte 3): expected ',' or ']', found '€'")
        #expect(message("[") == "line 1, column 2 (byte 1): expected a value or ']', found the end")
    }
}
