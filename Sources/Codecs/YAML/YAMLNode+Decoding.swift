private let standard = "tag:yaml.org,2002:"

extension YAMLNode {
    /// What a scalar means; `nil` for sequences and mappings.
    package var resolution: YAMLResolution? {
        guard case .scalar(let scalar) = content else { return nil }
        switch tag {
        case nil: return scalar.style == .plain ? YAMLResolution(plain: scalar.text) : .string
        case standard + "null", standard + "bool", standard + "int", standard + "float":
            return YAMLResolution(plain: scalar.text)
        default: return .string
        }
    }

    package var isNull: Bool { resolution == .null }

    /// The text of any scalar but null: a number is taken as it is written.
    package func asString() throws(YAMLError) -> String {
        guard case .scalar(let scalar) = content, !isNull else { throw isNot("a string") }
        return scalar.text
    }

    /// Besides `true` and `false` also `yes`, `no`, `on`, `off`, `y` and `n`.
    package func asBool() throws(YAMLError) -> Bool {
        if case .bool(let flag) = resolution { return flag }
        guard case .scalar(let scalar) = content else { throw isNot("true or false") }
        switch scalar.text {
        case "y", "Y", "yes", "on": return true
        case "n", "N", "no", "off": return false
        default: throw isNot("true or false")
        }
    }

    /// A whole number; `1e3` is one.
    package func asInt() throws(YAMLError) -> Int {
        switch resolution {
        case .integer(let value):
            return Int(value)
        case .number(let value) where value.magnitude < 0x1p63 && Double(Int(value)) == value:
            return Int(value)
        default:
            throw isNot("a whole number")
        }
    }

    package func asUInt64() throws(YAMLError) -> UInt64 {
        if case .unsigned(let value) = resolution { return value }
        guard let value = UInt64(exactly: try asInt()) else { throw isNot("a positive number") }
        return value
    }

    package func asDouble() throws(YAMLError) -> Double {
        switch resolution {
        case .integer(let value): return Double(value)
        case .unsigned(let value): return Double(value)
        case .number(let value): return value
        default: throw isNot("a number")
        }
    }

    package func asSequence() throws(YAMLError) -> [YAMLNode] {
        guard case .sequence(let elements) = content else { throw isNot("a list") }
        return elements
    }

    package func asMapping() throws(YAMLError) -> YAMLMapping {
        guard case .mapping(let pairs) = content else { throw isNot("a mapping") }
        return YAMLMapping(node: self, pairs: pairs)
    }

    private func isNot(_ expected: String) -> YAMLError {
        error("expected \(expected), found \(kind)")
    }

    /// What the node is, as an error calls it.
    var kind: String {
        switch content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            if isNull { return "nothing" }
            let shown = scalar.text.unicodeScalars.prefix(40).map { character in
                character.value < 0x20 || character.value == 0x7F ? " " : String(character)
            }
            return "\"\(shown.joined())\(scalar.text.unicodeScalars.count > 40 ? "..." : "")\""
        }
    }
}
