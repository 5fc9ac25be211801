import Bytes

/// The rules of promlint, applied to one family.
struct LintedFamily {
    private let family: ParsedFamily
    /// As it is in the text format: with `_total` also where OpenMetrics leaves it out.
    private let name: String

    init(_ family: ParsedFamily) {
        self.family = family
        let suffix = family.type.seriesSuffix
        let isLeftOut =
            !suffix.isEmpty && family.samples.contains { $0.name == family.name + suffix }
        name = isLeftOut ? family.name + suffix : family.name
    }

    var findings: [Finding] {
        let ofName = [
            help, unit, totalSuffix, bucketSuffix, countSuffix, sumSuffix, reservedCharacters,
            camelCase,
        ].compactMap(\.self)
        let texts = ofName + typesInName + abbreviations
        return texts.map { finding($0) } + labelFindings
    }

    private func finding(_ text: String, at position: TextPosition? = nil) -> Finding {
        Finding(position: position ?? family.position, metric: name, text: text)
    }

    // MARK: The name and the help text

    private var help: String? { family.help == nil ? "no help text" : nil }

    private var unit: String? {
        guard let (unit, base) = MetricUnit.find(in: name), unit != base else { return nil }
        return "use base unit \"\(base)\" instead of \"\(unit)\""
    }

    private var totalSuffix: String? {
        let hasTotal = name.hasSuffix("_total")
        if family.type == .counter {
            return hasTotal ? nil : "counter metrics should have \"_total\" suffix"
        }
        guard hasTotal, family.type != .unknown else { return nil }
        return "non-counter metrics should not have \"_total\" suffix"
    }

    private var bucketSuffix: String? {
        guard isTyped, !isHistogram, name.hasSuffix("_bucket") else { return nil }
        return "non-histogram metrics should not have \"_bucket\" suffix"
    }

    private var countSuffix: String? {
        guard isTyped, !isHistogram, !isSummary, name.hasSuffix("_count") else { return nil }
        return "non-histogram and non-summary metrics should not have \"_count\" suffix"
    }

    private var sumSuffix: String? {
        guard isTyped, !isHistogram, !isSummary, name.hasSuffix("_sum") else { return nil }
        return "non-histogram and non-summary metrics should not have \"_sum\" suffix"
    }

    private var isTyped: Bool { family.type != .unknown }
    private var isSummary: Bool { family.type == .summary }
    private var isHistogram: Bool { family.type == .histogram || family.type == .gaugeHistogram }

    private var reservedCharacters: String? {
        name.contains(":") ? "metric names should not contain ':'" : nil
    }

    private var camelCase: String? {
        guard Self.isCamelCase(name) else { return nil }
        return "metric names should be written in 'snake_case' not 'camelCase'"
    }

    private static func isCamelCase(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return zip(bytes, bytes.dropFirst()).contains { first, second in
            (0x61...0x7A).contains(first) && (0x41...0x5A).contains(second)
        }
    }

    private var typesInName: [String] {
        ["counter", "gauge", "gauge_histogram", "histogram", "summary"].filter(hasPart).map {
            "metric name should not include type '\($0)'"
        }
    }

    private var abbreviations: [String] {
        guard MetricUnit.abbreviations.contains(where: hasPart) else { return [] }
        return ["metric names should not contain abbreviated units"]
    }

    /// Whether `part` is a later part of the name.
    private func hasPart(_ part: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        let wanted = Array("_\(part)".utf8)
        guard name.count >= wanted.count else { return false }
        return (0...(name.count - wanted.count)).contains { start in
            let end = start + wanted.count
            return name[start..<end].elementsEqual(wanted)
                && (end == name.count || name[end] == UInt8(ascii: "_"))
        }
    }

    // MARK: Labels

    private var labelFindings: [Finding] {
        var findings: [Finding] = []
        for sample in family.samples {
            for label in sample.labels.pairs {
                for text in remarks(on: label.name)
                where !findings.contains(where: { $0.text == text }) {
                    findings.append(finding(text, at: sample.position))
                }
            }
        }
        return findings
    }

    private func remarks(on label: String) -> [String] {
        var remarks: [String] = []
        if label == "le", isTyped, !isHistogram {
            remarks.append("non-histogram metrics should not have \"le\" label")
        }
        if label == "quantile", isTyped, !isSummary {
            remarks.append("non-summary metrics should not have \"quantile\" label")
        }
        if Self.isCamelCase(label) {
            remarks.append("label names should be written in 'snake_case' not 'camelCase'")
        }
        return remarks
    }
}
