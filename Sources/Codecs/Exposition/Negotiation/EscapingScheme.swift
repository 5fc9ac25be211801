/// How names with characters outside of `[a-zA-Z0-9_:]` are written for readers that do not
/// know them.
///
///     http.status_code     underscores   http_status_code
///                          dots          http_dot_status__code
///                          values        U__http_2e_status__code
///                          allow-utf-8   "http.status_code"
package enum EscapingScheme: String, CaseIterable, Sendable {
    case underscores
    case dots
    case values
    case allowUTF8 = "allow-utf-8"

    /// `name` as a metric name.
    package func metricName(_ name: String) -> String { escape(name, allowsColon: true) }

    /// `name` as a label name, in which no colon may stand.
    package func labelName(_ name: String) -> String { escape(name, allowsColon: false) }

    /// Whether `name` needs no quotes.
    package static func isLegacy(_ name: String, allowsColon: Bool) -> Bool {
        var isFirst = true
        for scalar in name.unicodeScalars {
            guard isLegacy(scalar, isFirst: isFirst, allowsColon: allowsColon) else { return false }
            isFirst = false
        }
        return !isFirst
    }

    private static func isLegacy(
        _ scalar: Unicode.Scalar,
        isFirst: Bool,
        allowsColon: Bool
    ) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9": !isFirst
        case ":": allowsColon
        default: false
        }
    }

    private func escape(_ name: String, allowsColon: Bool) -> String {
        if self == .allowUTF8 { return name }
        if self != .dots, Self.isLegacy(name, allowsColon: allowsColon) { return name }
        var escaped = self == .values ? "U__" : ""
        var isFirst = true
        for scalar in name.unicodeScalars {
            let isLegacy = Self.isLegacy(scalar, isFirst: isFirst, allowsColon: allowsColon)
            isFirst = false
            switch (self, scalar) {
            case (.dots, "_"), (.values, "_"): escaped += "__"
            case (.dots, "."): escaped += "_dot_"
            case (_, _) where isLegacy: escaped.unicodeScalars.append(scalar)
            case (.values, _): escaped += "_" + String(scalar.value, radix: 16) + "_"
            default: escaped += "_"
            }
        }
        return escaped
    }
}
