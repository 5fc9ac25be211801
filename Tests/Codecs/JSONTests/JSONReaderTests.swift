import Bytes
import JSON
import TestKit
import Testing

struct JSONReaderTests {
    private func tokens(_ text: String) throws -> [JSONToken] {
        var reader = JSONReader(Array(text.utf8))
        var tokens: [JSONToken] = []
        while let token = try reader.next() { tokens.append(token) }
        return tokens
    }

    @Test func `a document comes token by token`() throws {
        let text = #" {"a" : [1, -2.5, "x\n", true, null], "b":{} } "#
        #expect(
            try tokens(text) == [
                .beginObject, .key(JSONText(range: 3..<4, hasEscapes: false)),
                .beginArray, .integer(1), .number(-2.5),
                .string(JSONText(range: 19..<22, hasEscapes: true)), .bool(true), .null, .endArray,
                .key(JSONText(range: 39..<40, hasEscapes: false)), .beginObject, .endObject,
                .endObject,
            ]
        )
    }

    @Test func `a value is skipped whole, wherever the reader stands`() throws {
        let text = #"[{"a":[1,{"b":2}],"c":3},4,"five"]"#
        var reader = JSONReader(Array(text.utf8))
        #expect(try reader.next() == .beginArray)
        #expect(try reader.next() == .beginObject)
        try reader.skipValue()
        guard case .key(let key) = try reader.next() else { return #expect(Bool(false)) }
        #expect(reader.text(key, is: "c"))
        try reader.skipValue()
        #expect(try reader.next() == .endObject)
        try reader.skipValue()
        #expect(try reader.readValue() == .string("five"))
        #expect(try reader.next() == .endArray)
        #expect(try reader.next() == nil)
    }

    @Test(
        arguments: [
            ("0", .integer(0)), ("-0", .number(-0.0)), ("1", .integer(1)), ("-1", .integer(-1)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .unsigned(1 << 63)),
            ("-9223372036854775808", .integer(.min)),
            ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
            ("18446744073709551615", .unsigned(.max)),
            ("18446744073709551616", .number(18_446_744_073_709_551_616)),
            ("0.1", .number(0.1)), ("1e2", .number(100)), ("1E+2", .number(100)),
            ("1e-2", .number(0.01)), ("123.456e-1", .number(12.3456)),
            ("0e999999999999", .number(0)),
            ("1e-999999999999", .number(0)), ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
            ("9007199254740993.0", .number(9_007_199_254_740_992)),
            ("0.000000000000000000000000000000001", .number(1e-33)),
            ("123456789012345678901234567890", .number(1.2345678901234568e29)),
        ] as [(String, JSONToken)]
    )
    func `a number is exact where it can be`(text: String, expected: JSONToken) throws {
        #expect(try tokens(text) == [expected])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `every double that is written reads back as itself`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let short = Double(Int.random(in: 0..<1_000_000, using: &random)) / 1000
            for value in [Double(bitPattern: random.next()), short] where value.isFinite {
                #expect(try JSONValue(parsing: Array(value.description.utf8)).double == value)
            }
        }
    }

    @Test(arguments: [
        (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud83d\uDE00""#, "😀"), (#""\u0000""#, "\0"), ("\"é€😀\"", "é€😀"),
        ("\"\u{7F}\u{2028}\u{FFFF}\u{10FFFF}\"", "\u{7F}\u{2028}\u{FFFF}\u{10FFFF}"), ("\"\"", ""),
    ])
    func `a string says what its escapes mean`(text: String, expected: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.text?.utf8.elementsEqual(expected.utf8) == true)
    }

    @Test func `every truncation of a document is refused at its end`() throws {
        let text = #"{"a":[1.5e3,true,false,null,"x\u00e9\ud83d\ude00é"],"b":{"c":{}}}"#
        let bytes = Array(text.utf8)
        _ = try JSONValue(parsing: bytes)
        for length in 0..<bytes.count {
            let error = #expect(throws: JSONError.self) {
                try JSONValue(parsing: Array(bytes.prefix(length)))
            }
            #expect((error?.offset ?? .max) <= length)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a random tree survives being written and read`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tree = JSONValue.random(depth: 5, using: &random)
        for style in [JSONWriter.Style.compact, .pretty] {
            var json = JSONWriter(style: style)
            json.value(tree)
            #expect(try JSONValue(parsing: json.finish().array) == tree)
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `a damaged document is read or refused, never worse`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var json = JSONWriter()
        json.value(.random(depth: 4, using: &random))
        let bytes = json.finish().array
        for _ in 0..<100 {
            var damaged = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            damaged[place] = UInt8.random(in: 0...255, using: &random)
            do throws(JSONError) {
                _ = try JSONValue(parsing: damaged)
            } catch {
                #expect(error.offset <= damaged.count)
            }
        }
    }
}

extension JSONValue {
    static func random(depth: Int, using random: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .unsigned(UInt64.random(in: (1 << 63)...(.max), using: &random))
        case 4: return .number(Double.random(in: -1...1, using: &random))
        case 5, 6: return .string(randomText(using: &random))
        case 7:
            let count = Int.random(in: 0..<5, using: &random)
            return .array((0..<count).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            let count = Int.random(in: 0..<24, using: &random)
            return .object(
                JSONObject(
                    (0..<count).map { number in
                        let key = randomText(using: &random) + String(number)
                        return (key, .random(depth: depth > 3 ? 1 : 0, using: &random))
                    }
                )
            )
        }
    }

    private static func randomText(using random: inout SplitMix) -> String {
        let alphabet = Array("ab \"\\/\u{0}\n\u{1F}\u{7F}éß€😀\u{301}")
        let count = Int.random(in: 0..<20, using: &random)
        return String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
    }
}
