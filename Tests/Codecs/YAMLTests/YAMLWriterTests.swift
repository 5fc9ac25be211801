import Bytes
import TestKit
import Testing
import YAML

struct YAMLWriterTests {
    private func written(_ body: (inout YAMLWriter) -> Void) -> String {
        var yaml = YAMLWriter()
        body(&yaml)
        return yaml.finish().string
    }

    @Test func `a document is written in block style`() {
        let text = written { yaml in
            yaml.mapping { yaml in
                yaml.key("groups")
                yaml.sequence { yaml in
                    yaml.mapping { yaml in
                        yaml.key("name")
                        yaml.value("node")
                        yaml.key("rules")
                        yaml.sequence { _ in }
                        yaml.key("labels")
                        yaml.mapping { _ in }
                    }
                    yaml.sequence { yaml in
                        yaml.value(1)
                        yaml.value(true)
                    }
                    yaml.null()
                }
                yaml.key("limit")
                yaml.value(0.5)
            }
        }
        let expected = """
            groups:
              - name: node
                rules: []
                labels: {}
              - - 1
                - true
              - null
            limit: 0.5

            """
        #expect(text == expected)
    }

    @Test(arguments: [
        ("plain", "plain"), ("two words", "two words"), ("a:b", "a:b"), ("a#b", "a#b"),
        ("http://x:80/y?z=1", "http://x:80/y?z=1"), ("5m", "5m"), ("žluť", "žluť"),
        ("a, b", "a, b"),
        ("", "''"), (" a", "' a'"), ("a ", "'a '"), ("a: b", "'a: b'"), ("a:", "'a:'"),
        ("a #b", "'a #b'"), ("- a", "'- a'"), ("it's", "it's"), ("'a", "'''a'"), ("true", "'true'"),
        ("No", "'No'"), ("null", "'null'"), ("~", "'~'"), ("1", "'1'"), ("1.5e3", "'1.5e3'"),
        ("0x1F", "'0x1F'"), ("12:30", "'12:30'"), ("2001-01-01", "'2001-01-01'"), ("<<", "'<<'"),
        ("---", "'---'"), ("{{ $value }}", "'{{ $value }}'"), ("a\nb", "\"a\\nb\""),
        ("tab\t", "\"tab\\t\""), ("\u{0}", "\"\\x00\""), ("\u{2028}", "\"\\u2028\""),
        ("\u{7F}\"\\", "\"\\x7f\\\"\\\\\""), ("\u{FEFF}", "\"\\ufeff\""),
    ])
    func `a string has quotes only where it needs them`(text: String, expected: String) {
        #expect(written { $0.value(text) } == expected + "\n")
    }

    private enum Tree: Equatable {
        case string(String)
        case integer(Int)
        case number(Double)
        case bool(Bool)
        case null
        case list([Tree])
        case mapping([String], [Tree])

        static func random(depth: Int, using random: inout SplitMix) -> Tree {
            let count = Int.random(in: 0..<5, using: &random)
            switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
            case 0: return .integer(Int.random(in: .min ... .max, using: &random))
            case 1: return .number(Double.random(in: -1e9...1e9, using: &random))
            case 2: return .bool(Bool.random(using: &random))
            case 3: return .null
            case 4, 5: return .string(text(using: &random))
            case 6:
                return .list((0..<count).map { _ in Self.random(depth: depth - 1, using: &random) })
            default:
                let keys = (0..<count).map { text(using: &random) + String($0) }
                return .mapping(
                    keys,
                    keys.map { _ in Self.random(depth: depth - 1, using: &random) }
                )
            }
        }

        private static func text(using random: inout SplitMix) -> String {
            let alphabet = Array(
                "ab -:#'\"\\\n\t[]{}&*!|>%@`,?0123.e~é😀\u{0}\u{7F}\u{85}\u{2029}\u{FEFF}\u{FFFE}"
            )
            let length = Int.random(
                in: 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 900 : 12),
                using: &random
            )
            return String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
        }

        func write(to yaml: inout YAMLWriter) {
            switch self {
            case .string(let text): yaml.value(text)
            case .integer(let value): yaml.value(value)
            case .number(let value): yaml.value(value)
            case .bool(let flag): yaml.value(flag)
            case .null: yaml.null()
            case .list(let elements):
                yaml.sequence { yaml in for element in elements { element.write(to: &yaml) } }
            case .mapping(let keys, let values):
                yaml.mapping { yaml in
                    for (key, value) in zip(keys, values) {
                        yaml.key(key)
                        value.write(to: &yaml)
                    }
                }
            }
        }

        init(_ node: YAMLNode) throws {
            switch node.content {
            case .sequence(let elements): self = .list(try elements.map(Tree.init))
            case .mapping(let pairs):
                self = .mapping(pairs.map(\.name), try pairs.map { try Tree($0.value) })
            case .scalar(let scalar):
                switch node.resolution {
                case .null: self = .null
                case .bool(let flag): self = .bool(flag)
                case .integer(let value): self = .integer(Int(value))
                case .number(let value): self = .number(value)
                default: self = .string(scalar.text)
                }
            }
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `a random tree survives being written and read`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tree = Tree.random(depth: 4, using: &random)
        let text = written { tree.write(to: &$0) }
        let node = try YAMLNode(parsing: Array(text.utf8), file: "f")
        #expect(try Tree(node) == tree, "\(text)")
    }

    @Test func `what cannot be YAML fails a precondition`() async {
        await #expect(processExitsWith: .failure) {
            var yaml = YAMLWriter()
            yaml.mapping { $0.value(1) }
        }
        await #expect(processExitsWith: .failure) {
            var yaml = YAMLWriter()
            yaml.value(1)
            yaml.value(2)
        }
        await #expect(processExitsWith: .failure) { _ = YAMLWriter().finish() }
    }
}
