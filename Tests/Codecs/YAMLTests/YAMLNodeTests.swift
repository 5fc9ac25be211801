import Bytes
import TestKit
import Testing
import YAML

struct YAMLNodeTests {
    private func parse(_ text: String) throws -> YAMLNode {
        try YAMLNode(parsing: Array(text.utf8), file: "f.yml")
    }

    private func refusal(_ text: String) -> String? {
        let error = #expect(throws: YAMLError.self, "\(text)") { try parse(text) }
        return error.map(String.init(describing:))
    }

    @Test func `a rule file has its values, each with its place`() throws {
        let root = try parse(
            """
            # Rules
            groups:
            - name: "node"
              interval: 30s
              rules:
                - alert: Down
                  expr: |
                    up == 0
                  for: 5m
            """
        ).asMapping()
        let group = try #require(try root.required("groups").asSequence().first).asMapping()
        #expect(try group.required("name").asString() == "node")
        #expect(group["name"]?.position == TextPosition(line: 3, column: 9))
        #expect(group.pairs.map(\.key.position.line) == [3, 4, 5])
        let rule = try #require(try group.required("rules").asSequence().first).asMapping()
        #expect(try rule.required("expr").asString() == "up == 0\n")
        #expect(rule.node.position == TextPosition(line: 6, column: 7))
        #expect(rule.pairs.map(\.name) == ["alert", "expr", "for"])
    }

    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("true", .bool(true)),
            ("FALSE", .bool(false)), ("yes", .string), ("on", .string), ("y", .string),
            ("0", .integer(0)),
            ("-5", .integer(-5)), ("+5", .integer(5)), ("0x1F", .integer(31)),
            ("0o17", .integer(15)),
            ("0b101", .integer(5)), ("017", .integer(15)), ("09", .number(9)),
            ("1_000", .integer(1000)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .unsigned(1 << 63)),
            ("-9223372036854775808", .integer(.min)), ("99999999999999999999", .number(1e20)),
            ("1.5", .number(1.5)), (".5", .number(0.5)), ("1.", .number(1)), ("1e3", .number(1000)),
            ("-1.5E-3", .number(-0.0015)), (".inf", .number(.infinity)),
            ("-.INF", .number(-.infinity)),
            ("inf", .string), ("nan", .string), ("1e", .string), ("0x", .string),
            ("1.2.3", .string),
            ("-", .string), ("+", .string), (".", .string), ("5m", .string), ("0x1p3", .string),
            ("--1", .string), ("1e999", .string), ("2001-01-01", .string), ("1:30", .string),
        ] as [(String, YAMLResolution)]
    )
    func `a plain scalar means what it means to Go's yaml`(text: String, expected: YAMLResolution) {
        #expect(YAMLResolution(plain: text) == expected)
    }

    @Test func `quotes and tags decide what a scalar is`() throws {
        let list = try parse("['5', \"5\", !!str 5, !!int '5', !!bool \"true\", !own 5, 5]")
        let resolutions = try list.asSequence().map(\.resolution)
        #expect(
            resolutions == [
                .string, .string, .string, .integer(5), .bool(true), .string, .integer(5),
            ]
        )
    }

    @Test func `a value of another kind is refused with its place`() throws {
        let root = try parse("a: x\nb: [1]\nc:\nd: {e: 1.5}\nf: 3000000000000000000000").asMapping()
        func message(_ body: () throws -> Any) -> String? {
            (#expect(throws: YAMLError.self) { _ = try body() }).map(String.init(describing:))
        }
        let a = try root.required("a")
        #expect(message { try a.asInt() } == "f.yml:1:4: expected a whole number, found \"x\"")
        #expect(message { try a.asDouble() } == "f.yml:1:4: expected a number, found \"x\"")
        #expect(message { try a.asBool() } == "f.yml:1:4: expected true or false, found \"x\"")
        #expect(message { try a.asSequence() } == "f.yml:1:4: expected a list, found \"x\"")
        let b = try root.required("b")
        #expect(message { try b.asString() } == "f.yml:2:4: expected a string, found a list")
        #expect(message { try b.asMapping() } == "f.yml:2:4: expected a mapping, found a list")
        let c = try root.required("c")
        #expect(message { try c.asString() } == "f.yml:3:3: expected a string, found nothing")
        let d = try root.required("d").asMapping()
        let e = try d.required("e")
        #expect(message { try e.asInt() } == "f.yml:4:8: expected a whole number, found \"1.5\"")
        #expect(message { try d.required("g") } == "f.yml:4:4: the key \"g\" is missing")
        let f = try root.required("f")
        #expect(message { try f.asInt() } != nil)
        #expect(try f.asDouble() == 3e21)
        #expect(try parse("Y").asBool() && parse("on").asBool() && parse("\"yes\"").asBool())
    }

    @Test func `an unknown key is refused with the one that was meant`() throws {
        let rule = try parse("alert: A\nexrp: up").asMapping()
        let error = #expect(throws: YAMLError.self) {
            try rule.refuseKeys(besides: ["alert", "expr", "for"])
        }
        #expect(error?.description == "f.yml:2:1: unknown key \"exrp\"; did you mean \"expr\"?")
        let other = #expect(throws: YAMLError.self) { try rule.refuseKeys(besides: ["alert"]) }
        #expect(other?.description == "f.yml:2:1: unknown key \"exrp\"")
        try rule.refuseKeys(besides: ["alert", "exrp"])
    }

    @Test func `a key that occurs twice is refused with both places`() {
        #expect(
            refusal("a: 1\nb: 2\na: 3") == "f.yml:3:1: the key \"a\" occurs twice, first at 1:1"
        )
        #expect(
            refusal("{a: 1, \"a\": 2}") == "f.yml:1:8: the key \"a\" occurs twice, first at 1:2"
        )
        #expect(refusal("&k a: 1\n*k : 2")?.hasPrefix("f.yml:2:1: the key \"a\"") == true)
        #expect(refusal("<<: {a: 1}\n<<: {b: 1}")?.contains("occurs twice") == true)
    }

    @Test func `a merge key adds what the mapping does not say itself`() throws {
        let root = try parse(
            """
            base: &base {a: 1, b: 1, c: 1}
            other: &other {b: 2, d: 2}
            one: {<<: *base, b: 3}
            many: {b: 3, <<: [*other, *base]}
            text: {"<<": 1}
            """
        ).asMapping()
        func pairs(_ key: String) throws -> [String] {
            try root.required(key).asMapping().pairs.map { "\($0.name)=\(try $0.value.asInt())" }
        }
        #expect(try pairs("one") == ["b=3", "a=1", "c=1"])
        #expect(try pairs("many") == ["b=3", "d=2", "a=1", "c=1"])
        #expect(try pairs("text") == ["<<=1"])
        #expect(
            refusal("<<: 1") == "f.yml:1:1: a merge key takes a mapping or a sequence of mappings"
        )
        #expect(refusal("<<: [1]") != nil)
        #expect(
            refusal("a: &a {<<: *a}") == "f.yml:1:12: alias *a stands inside the value it repeats"
        )
    }

    @Test func `aliases repeat their value, and only a value before them`() throws {
        #expect(
            try parse("[&a 1, *a, &a 2, *a]").asSequence().map { try $0.asInt() } == [1, 1, 2, 2]
        )
        #expect(refusal("[*a, &a 1]") == "f.yml:1:2: alias *a has no anchor before it")
        #expect(refusal("&a [*a]") == "f.yml:1:5: alias *a stands inside the value it repeats")
    }

    @Test func `one file is one document unless more are asked for`() throws {
        #expect(
            refusal("a: 1\n---\nb: 2")
                == "f.yml:3:1: a second document; this file may only have one"
        )
        let all = try YAMLNode.documents(parsing: Array("a\n---\nb\n...\n".utf8), file: "f")
        #expect(try all.map { try $0.asString() } == ["a", "b"])
        #expect(try parse("").isNull)
        #expect(try parse("# nothing\n").isNull)
        #expect(try YAMLNode.documents(parsing: [], file: "f").isEmpty)
    }

    @Test(arguments: [
        ("a: [1, 2", "f.yml:1:9: "), ("a: 1\n\tb: 2", "f.yml:2:1: "), ("a: 'x", "f.yml:1:6: "),
        ("a: b: c", "f.yml:1:5: "), ("- a\nb: 1", "f.yml:2:1: "), ("a: \u{1}", "f.yml:1:4: "),
        ("{a: 1}}", "f.yml:1:7: "), ("? [a]\n: 1", "f.yml:1:3: a key must be a single value"),
        ("a: @b", "f.yml:1:4: "), ("a: \"\\q\"", "f.yml:1:5: "), ("é: [", "f.yml:1:5: "),
        ("a: !b!c d", "f.yml:1:4: "), ("a\0b", "f.yml:1:2: "),
    ])
    func `what is not YAML is refused with its place`(text: String, prefix: String) throws {
        let message = try #require(refusal(text))
        #expect(message.hasPrefix(prefix), "\(message)")
    }

    @Test func `invalid UTF-8 is refused, a byte order mark is not`() throws {
        let error = #expect(throws: YAMLError.self) {
            try YAMLNode(parsing: Array("a: é\nb: ".utf8) + [0xFF], file: "f")
        }
        #expect(error?.description == "f:2:4: a byte that is not valid UTF-8")
        #expect(try parse("\u{FEFF}a: 1").asMapping().required("a").asInt() == 1)
    }
}
