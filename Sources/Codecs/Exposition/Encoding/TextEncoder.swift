package import Bytes

/// Writes the text formats: Prometheus 0.0.4 and 1.0.0, and OpenMetrics 1.0.0.
///
///     # TYPE http_requests counter
///     # HELP http_requests Answered requests.
///     http_requests_total{method="GET",code="200"} 17
///
/// What is the same for all series of a family is rendered when the family begins; what is the
/// same for all lines of a series (its labels), when the series does. A line is then made of copies.
package struct TextEncoder: ~Copyable, ExpositionEncoder {
    var output = ByteBuffer()
    let isOpenMetrics: Bool
    let escaping: EscapingScheme
    /// Whether OpenMetrics gets a `_created` line for each series.
    let writesCreated: Bool

    var family = FamilyDescription(name: "", type: .unknown)
    /// The family's escaped name as OpenMetrics gives it.
    private var familyName = ""
    /// The escaped name with the suffix of the main series, if any.
    private var seriesName = ""
    /// Whether series names of the family stand in quotes, inside of the braces.
    private var isQuoted = false

    /// The beginnings of lines, one for each series suffix.
    private var openings = Fragments()
    /// What stands before each label value: `method="`, `",code="`.
    private var keys = Fragments()
    /// The labels that tell the lines of one series apart: `le="0.1"`, `quantile="0.5"`.
    private var extras = Fragments()
    /// The labels of the current series.
    private var labels = ByteBuffer()

    package init(
        format: ExpositionFormat,
        escaping: EscapingScheme,
        writesCreated: Bool = false
    ) {
        isOpenMetrics = format == .openMetrics1 || format == .openMetrics0
        self.escaping = Negotiation(format: format, escaping: escaping).escaping
        self.writesCreated = writesCreated
    }

    package var outputCount: Int { output.count }

    package mutating func swapOutput(with buffer: inout ByteBuffer) { swap(&output, &buffer) }

    package mutating func begin(_ family: FamilyDescription) {
        self.family = family
        seriesName = escaping.metricName(family.seriesName)
        familyName = String(seriesName.dropLast(family.type.seriesSuffix.count))
        isQuoted = !EscapingScheme.isLegacy(seriesName, allowsColon: true)
        openings.removeAll()
        keys.removeAll()
        extras.removeAll()
        for (index, label) in family.labelNames.enumerated() {
            let name = escaping.labelName(label)
            keys.add { buffer in
                if index > 0 { buffer.append(literal: "\",") }
                buffer.append(name: name, allowsColon: false)
                buffer.append(literal: "=\"")
            }
        }
        addOpeningsAndExtras()
        writeHeader()
    }

    package mutating func finish() {
        if isOpenMetrics { output.append(literal: "# EOF\n") }
    }

    private mutating func writeHeader() {
        if isOpenMetrics {
            writeHeader("TYPE", of: familyName, family.type.rawValue)
            if !family.unit.isEmpty, familyName.hasSuffix("_" + family.unit) {
                writeHeader("UNIT", of: familyName, family.unit)
            }
        }
        if !family.help.isEmpty {
            writeHeader("HELP", of: isOpenMetrics ? familyName : seriesName, family.help)
        }
        if !isOpenMetrics { writeHeader("TYPE", of: seriesName, textType) }
    }

    /// Only OpenMetrics escapes quotes here.
    private mutating func writeHeader(_ keyword: StaticString, of name: String, _ text: String) {
        output.append(literal: "# ")
        output.append(literal: keyword)
        output.append(0x20)
        output.append(name: name, allowsColon: true)
        output.append(0x20)
        output.append(escaped: text, quotes: isOpenMetrics)
        output.append(0x0A)
    }

    /// The nearest type that the older text formats know.
    private var textType: String {
        switch family.type {
        case .counter, .gauge, .histogram, .summary: family.type.rawValue
        case .gaugeHistogram: "histogram"
        case .info, .stateSet: "gauge"
        case .unknown: "untyped"
        }
    }
}

// MARK: - Lines

extension TextEncoder {
    /// The suffixes in the order in which `line` counts them.
    private var suffixes: [String] {
        switch family.type {
        case .counter: ["_total", "_created"]
        case .histogram: ["_bucket", "_sum", "_count", "_created"]
        case .gaugeHistogram:
            isOpenMetrics ? ["_bucket", "_gsum", "_gcount"] : ["_bucket", "_sum", "_count"]
        case .summary: ["", "_sum", "_count", "_created"]
        case .info: ["_info"]
        case .gauge, .stateSet, .unknown: [""]
        }
    }

    private mutating func addOpeningsAndExtras() {
        for suffix in suffixes {
            let name = familyName + suffix
            let isQuoted = isQuoted
            openings.add { buffer in
                if isQuoted { buffer.append(0x7B) }
                buffer.append(name: name, allowsColon: true)
            }
        }
        let isCanonical = isOpenMetrics
        let values = family.type == .summary ? family.quantiles : family.bounds + [.infinity]
        let label: StaticString = family.type == .summary ? "quantile=\"" : "le=\""
        switch family.type {
        case .histogram, .gaugeHistogram, .summary:
            for value in values {
                extras.add { buffer in
                    buffer.append(literal: label)
                    buffer.append(bound: value, isCanonical: isCanonical)
                    buffer.append(0x22)
                }
            }
        case .stateSet: addStates()
        default: break
        }
    }

    private mutating func addStates() {
        let name = escaping.labelName(family.name)
        for state in family.states {
            extras.add { buffer in
                buffer.append(name: name, allowsColon: false)
                buffer.append(literal: "=\"")
                buffer.append(escaped: state, quotes: true)
                buffer.append(0x22)
            }
        }
    }

    /// Renders the labels that all lines of a series share.
    mutating func beginSeries(_ values: LabelValues) {
        labels.removeAll()
        if values.isOverflow {
            labels.append(LabelValues.overflowName)
            labels.append(literal: "=\"true\"")
            return
        }
        var index = 0
        values.visit { value in
            keys.copy(index, to: &labels)
            labels.append(escaped: value, quotes: true)
            index += 1
        }
        if index > 0 { labels.append(0x22) }
    }

    /// Begins a line: the name with the n-th suffix, all labels, and the space before the value.
    @inline(__always)
    mutating func line(_ suffix: Int, extra: Int? = nil) {
        openings.copy(suffix, to: &output)
        var isOpen = isQuoted
        if !labels.isEmpty {
            output.append(isOpen ? 0x2C : 0x7B)
            output.append(labels)
            isOpen = true
        }
        if let extra {
            output.append(isOpen ? 0x2C : 0x7B)
            extras.copy(extra, to: &output)
            isOpen = true
        }
        if isOpen { output.append(0x7D) }
        output.append(0x20)
    }
}
