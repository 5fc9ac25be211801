package import Bytes

extension ByteBuffer {
    /// Appends `text` as a YAML scalar that reads back as the same string.
    package mutating func append(yamlString text: String) {
        switch YAMLQuotes(for: text) {
        case .none:
            append(text)
        case .single:
            append(UInt8(ascii: "'"))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "'") { append(byte) }
                append(byte)
            }
            append(UInt8(ascii: "'"))
        case .double:
            append(UInt8(ascii: "\""))
            for character in text.unicodeScalars { append(yamlEscaping: character) }
            append(UInt8(ascii: "\""))
        }
    }

    /// Appends the shortest digits that read back as `value`.
    package mutating func append(yamlNumber value: Double) {
        if value.isNaN {
            append(literal: ".nan")
        } else if value.isInfinite {
            append(value < 0 ? "-.inf" : ".inf")
        } else {
            append(double: value)
        }
    }

    private mutating func append(yamlEscaping character: Unicode.Scalar) {
        switch character {
        case "\"", "\\":
            append(UInt8(ascii: "\\"))
            append(UInt8(truncatingIfNeeded: character.value))
        case "\n": append(literal: "\\n")
        case "\t": append(literal: "\\t")
        case "\r": append(literal: "\\r")
        case _ where YAMLQuotes.isPrintable(character): append(String(character))
        default:
            let digits = String(character.value, radix: 16)
            let (letter, width) =
                character.value > 0xFFFF ? ("U", 8) : character.value > 0xFF ? ("u", 4) : ("x", 2)
            append("\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)")
        }
    }
}

/// Which quotes a string needs to stay what it is.
enum YAMLQuotes {
    case none
    case single
    case double

    init(for text: String) {
        if text.unicodeScalars.contains(where: { !Self.isPrintable($0) }) {
            self = .double
        } else {
            self = Self.isPlain(text) ? .none : .single
        }
    }

    /// What may stand in a document as it is, line breaks of all kinds left out.
    static func isPrintable(_ character: Unicode.Scalar) -> Bool {
        switch character.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x1_0000...: true
        default: false
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard !"-?:,[]{}#&*!|>'\"%@`=<~ ".utf8.contains(first), last != 0x20, last != 0x3A else {
            return false
        }
        for (byte, next) in zip(bytes, bytes.dropFirst()) {
            if byte == UInt8(ascii: ":"), next == 0x20 { return false }
            if byte == 0x20, next == UInt8(ascii: "#") { return false }
        }
        return !isTakenForSomethingElse(text, bytes)
    }

    /// A number, date, time, boolean or null in some version of YAML.
    private static func isTakenForSomethingElse(_ text: String, _ bytes: [UInt8]) -> Bool {
        guard YAMLResolution(plain: text) == .string else { return true }
        if ["y", "n", "yes", "no", "on", "off", "..."].contains(text.lowercased()) { return true }
        let digits = 0x30...0x39 as ClosedRange<UInt8>
        if bytes.allSatisfy({ digits.contains($0) || "+-.:,_eE".utf8.contains($0) }) {
            return digits.contains(bytes[0]) || bytes.count > 1 && digits.contains(bytes[1])
        }
        return bytes.count >= 8 && bytes[..<4].allSatisfy(digits.contains)
            && bytes[4] == UInt8(ascii: "-")
    }
}
