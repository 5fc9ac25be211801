/// Which names of labels and metrics are allowed.
package enum NameScheme: Sendable {
    /// Letters, digits and `_`, not starting with a digit; metrics also `:`.
    case legacy
    /// Any UTF-8 text but the empty one.
    case utf8

    package func isValid(labelName: String) -> Bool { isValid(labelName, colon: false) }

    package func isValid(metricName: String) -> Bool { isValid(metricName, colon: true) }

    /// `name` must be valid UTF-8.
    func isValid(labelName name: Span<UInt8>) -> Bool {
        self == .utf8 ? !name.isEmpty : Self.isLegacy(name, colon: false)
    }

    private func isValid(_ name: String, colon: Bool) -> Bool {
        self == .utf8 ? !name.isEmpty : Self.isLegacy(name.utf8.span, colon: colon)
    }

    private static func isLegacy(_ name: Span<UInt8>, colon: Bool) -> Bool {
        for offset in name.indices {
            switch name[offset] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                continue
            case UInt8(ascii: "0")...UInt8(ascii: "9") where offset > 0: continue
            case UInt8(ascii: ":") where colon: continue
            default: return false
            }
        }
        return !name.isEmpty
    }
}
