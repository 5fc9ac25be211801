import TestKit

/// Makes random patterns, most of them of the kinds that are matched without RE2, and texts that
/// often match them.
struct PatternSampler {
    var random: SplitMix

    private static let atoms = [
        "a", "b", "ab", "é", "€", "-", #"\."#, #"\-"#, "\n", "aa", "\u{10FFFF}",
    ]
    private static let gaps = [".*", ".+", ".", ".*", ".*?", ".?", ".{2}"]
    private static let others = [
        "[ab]", "a+", "b*", "é?", "^", "$", "(?i)a", #"\d"#, "\\", "[", "**", "{", "}", "]",
        "(?P<n>a)",
    ]

    mutating func pattern(depth: Int = 0) -> String {
        let alternatives = Int.random(in: 0..<4, using: &random) == 0 ? 3 : 1
        return (0..<alternatives).map { _ in sequence(depth: depth) }.joined(separator: "|")
    }

    private mutating func sequence(depth: Int) -> String {
        let count = Int.random(in: 0..<5, using: &random)
        let body = (0..<count).map { _ in piece(depth: depth) }.joined()
        let start = Int.random(in: 0..<10, using: &random) == 0 ? "^" : ""
        let end = Int.random(in: 0..<10, using: &random) == 0 ? "$" : ""
        return start + body + end
    }

    private mutating func piece(depth: Int) -> String {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9: pick(Self.atoms)
        case 9..<15: pick(Self.gaps)
        case 15..<18 where depth < 2:
            pick(["(", "(?:"]) + pattern(depth: depth + 1)
                + pick([")", ")", ")?", ")*"])
        case 18: pick(Self.others)
        default: pick(Self.atoms)
        }
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    /// Walks through the pattern, leaves out its marks and fills its gaps, sometimes with bytes that
    /// are no text.
    func text(like pattern: String, using random: inout SplitMix) -> [UInt8] {
        let fillers: [[UInt8]] = [
            [], [], [0x61], [0x62], Array("é".utf8), [0x0A], Array("ab".utf8),
            Array("\u{10FFFF}".utf8),
            [0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0xBF, 0xBF, 0xBF], [0xC1, 0x81],
        ]
        let isBroken = Int.random(in: 0..<4, using: &random) == 0
        var text: [UInt8] = []
        for character in pattern {
            switch character {
            case "|" where Bool.random(using: &random): return text
            case "|": text = []
            case ".", "*", "+", "?":
                text += fillers[Int.random(in: 0..<(isBroken ? 13 : 8), using: &random)]
            case "(", ")", "\\", "^", "$", "[", "]", "{", "}", ":": continue
            default: text += Array(String(character).utf8)
            }
        }
        if Int.random(in: 0..<8, using: &random) == 0 { text.append(0x61) }
        if Int.random(in: 0..<8, using: &random) == 0, !text.isEmpty { text.removeLast() }
        return text
    }
}
