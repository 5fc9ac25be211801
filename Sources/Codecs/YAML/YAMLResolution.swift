/// What a plain scalar means, decided as Go's yaml.v3 does (so that Prometheus' files keep theirs).
///
/// `yes`, `no`, `on` and `off` are strings; `asBool` takes them all the same. Numbers may have
/// underscores and the prefixes `0x`, `0o`, `0b`; a leading zero means octal.
package enum YAMLResolution: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case number(Double)
    case string

    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        default: self = Self.number(text) ?? .string
        }
    }

    private static func number(_ text: String) -> YAMLResolution? {
        guard let first = text.utf8.first else { return nil }
        guard "+-.0123456789".utf8.contains(first) else { return nil }
        let digits = text.contains("_") ? text.filter { $0 != "_" } : text
        return integer(digits) ?? double(digits)
    }

    private static func integer(_ text: String) -> YAMLResolution? {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
        let prefix = rest.prefix(2).lowercased()
        let (radix, digits): (Int, Substring) =
            switch prefix {
            case "0x": (16, rest.dropFirst(2))
            case "0o": (8, rest.dropFirst(2))
            case "0b": (2, rest.dropFirst(2))
            default: rest.hasPrefix("0") && rest.utf8.count > 1 ? (8, rest) : (10, rest)
            }
        guard let first = digits.utf8.first, first != 0x2B, first != 0x2D,
            let magnitude = UInt64(digits, radix: radix)
        else { return nil }
        if !isNegative {
            return magnitude <= Int64.max ? .integer(Int64(magnitude)) : .unsigned(magnitude)
        }
        guard magnitude <= Int64.min.magnitude else { return nil }
        return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, as yaml.v3 has it.
    private static func double(_ text: String) -> YAMLResolution? {
        var rest = text.utf8[...]
        func skipDigits() -> Int {
            let count = rest.prefix { $0 &- 0x30 < 10 }.count
            rest = rest.dropFirst(count)
            return count
        }
        func skip(_ any: [UInt8]) -> Bool {
            guard let first = rest.first, any.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip([0x2B, 0x2D])
        let whole = skipDigits()
        if skip([0x2E]) {
            guard skipDigits() > 0 || whole > 0 else { return nil }
        } else if whole == 0 {
            return nil
        }
        if skip([0x65, 0x45]) {
            _ = skip([0x2B, 0x2D])
            guard skipDigits() > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(text) ?? Double(text + "0"), value.isFinite else {
            return nil
        }
        return .number(value)
    }
}
