/// One media range of an `Accept` header, such as `text/plain;version=0.0.4;q=0.5`.
struct AcceptClause: Equatable {
    /// In lowercase.
    var mediaRange: String
    /// Names in lowercase, values without quotes; without `q` and `escaping`.
    var parameters: [String: String] = [:]
    /// The quality in thousandths; 0 refuses.
    var weight = 1000
    /// `nil` when absent or not known.
    var escaping: EscapingScheme?

    /// Splits a header; a clause with an unreadable quality is left out.
    static func parse(_ header: String) -> [AcceptClause] {
        split(header, at: ",").compactMap { AcceptClause($0) }
    }

    private init?(_ text: Substring) {
        let parts = Self.split(text, at: ";")
        guard let first = parts.first else { return nil }
        mediaRange = Self.trim(first).lowercased()
        guard !mediaRange.isEmpty else { return nil }
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = Self.trim(part[..<equals]).lowercased()
            let value = Self.unquote(Self.trim(part[part.index(after: equals)...]))
            switch name {
            case "q":
                guard let weight = Self.thousandths(value) else { return nil }
                self.weight = weight
            case "escaping": escaping = EscapingScheme(rawValue: value)
            default: parameters[name] = value
            }
        }
    }

    /// How closely the clause names `format`, or `nil` where it does not match at all.
    func specificity(for format: ExpositionFormat) -> Int? {
        switch mediaRange {
        case "*/*": format == .text0 ? 0 : nil
        case "text/*": format == .text0 ? 1 : nil
        case "application/*": format == .openMetrics1 ? 1 : nil
        case "text/plain": matchesVersion(of: format, default: "0.0.4") ? 2 : nil
        case "application/openmetrics-text": matchesVersion(of: format, default: "0.0.1") ? 2 : nil
        case "application/vnd.google.protobuf": format == .protobuf && isDelimited ? 2 : nil
        default: nil
        }
    }

    private func matchesVersion(of format: ExpositionFormat, default absent: String) -> Bool {
        let version = parameters["version"] ?? absent
        return switch format {
        case .text0: mediaRange == "text/plain" && version == "0.0.4"
        case .text1: mediaRange == "text/plain" && version == "1.0.0"
        case .openMetrics0: mediaRange != "text/plain" && version == "0.0.1"
        case .openMetrics1: mediaRange != "text/plain" && version == "1.0.0"
        case .protobuf: false
        }
    }

    private var isDelimited: Bool {
        parameters["proto"] == "io.prometheus.client.MetricFamily"
            && parameters["encoding"] == "delimited"
    }

    /// Splits outside of quoted strings.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var isQuoted = false
        var isEscaped = false
        var start = text.startIndex
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == separator, !isQuoted {
                parts.append(Substring(text[start..<index]))
                start = text.index(after: index)
            }
        }
        parts.append(Substring(text[start...]))
        return parts
    }

    private static func trim(_ text: Substring) -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let head = text.drop(while: isSpace)
        guard let last = head.lastIndex(where: { !isSpace($0) }) else { return "" }
        return head[...last]
    }

    private static func unquote(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var plain = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                plain.append(character)
                isEscaped = false
            }
        }
        return plain
    }

    /// Reads `0`, `1`, `0.25`, `1.000`: at most three decimals, at most 1.
    private static func thousandths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let decimals = parts.count > 1 ? parts[1] : ""
        guard decimals.utf8.count <= 3 else { return nil }
        var value = whole == "1" ? 1 : 0
        for digit in decimals.utf8 {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        for _ in decimals.utf8.count..<3 { value *= 10 }
        return value <= 1000 ? value : nil
    }
}
