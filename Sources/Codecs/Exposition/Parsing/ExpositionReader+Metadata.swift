extension ExpositionReader {
    /// A comment of the text format; only HELP and TYPE say something.
    ///
    /// Metadata that ends before it says anything is a comment, too, as everywhere in Prometheus.
    mutating func textComment() throws(ExpositionError) -> ExpositionItem? {
        offset += 1
        // To Prometheus "#TYPE" is any comment, to promtool it is "# TYPE".
        guard isStrict || byte.map(isBlank) ?? false else { return nil }
        skipBlanks()
        let keyword = takeWord()
        let isHelp = bytes[keyword].elementsEqual("HELP".utf8)
        guard isHelp || bytes[keyword].elementsEqual("TYPE".utf8) else { return nil }
        skipBlanks()
        if offset == lineEnd { return nil }
        let name = try metadataName()
        if offset == lineEnd { return nil }
        guard isBlank(bytes[offset]) else { throw unexpected("a space after the metric name") }
        skipBlanks()
        if offset == lineEnd { return nil }
        return isHelp ? .help(name: name, text: try help()) : .type(name: name, try type())
    }

    /// A line that starts with `#` and is not `# EOF`: nothing but metadata is allowed.
    mutating func openMetricsMetadata() throws(ExpositionError) -> ExpositionItem {
        let start = offset
        offset += 1
        guard byte == 0x20 else {
            throw unexpected("\"# HELP\", \"# TYPE\", \"# UNIT\" or \"# EOF\"")
        }
        offset += 1
        let keyword = bytes[takeWord()]
        let isHelp = keyword.elementsEqual("HELP".utf8)
        let isType = keyword.elementsEqual("TYPE".utf8)
        guard isHelp || isType || keyword.elementsEqual("UNIT".utf8) else {
            throw failure(
                at: start,
                "a comment; OpenMetrics has only HELP, TYPE, UNIT and, as the last line, EOF"
            )
        }
        try skipSeparator(before: "metric name")
        let name = try metadataName()
        guard byte == 0x20 else { throw unexpected("a space after the metric name") }
        offset += 1
        if isHelp { return .help(name: name, text: try help()) }
        if isType { return .type(name: name, try type()) }
        let unit = offset..<lineEnd
        offset = lineEnd
        return .unit(
            name: name,
            unit: ExpositionText(range: unit, hasEscapes: false, isQuoted: false)
        )
    }

    private mutating func metadataName() throws(ExpositionError) -> ExpositionText {
        if byte == UInt8(ascii: "\"") { return try quoted("metric name", isName: true) }
        return try plainName("metric name", allowsColon: true)
    }

    /// The rest of the line.
    private mutating func help() throws(ExpositionError) -> ExpositionText {
        let start = offset
        var hasEscapes = false
        while let byte {
            offset += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            hasEscapes = true
            let isKnown = self.byte == UInt8(ascii: "n") || self.byte == UInt8(ascii: "\\")
            if isStrict, syntax == .text, !isKnown {
                throw failure(
                    at: offset - 1,
                    #"an escape that help text does not know; it has \\ and \n"#
                )
            }
            if self.byte != nil { offset += 1 }
        }
        return ExpositionText(range: start..<offset, hasEscapes: hasEscapes, isQuoted: false)
    }

    private mutating func type() throws(ExpositionError) -> MetricType {
        let word = String(decoding: bytes[offset..<lineEnd], as: UTF8.self)
        let type: MetricType? =
            syntax == .openMetrics
            ? MetricType(rawValue: word) : Self.textTypes[word.lowercased()]
        guard let type else {
            let names =
                syntax == .openMetrics
                ? MetricType.allCases.map(\.rawValue)
                : ["counter", "gauge", "histogram", "summary", "untyped"]
            throw unexpected("a metric type (\(names.joined(separator: ", ")))")
        }
        offset = lineEnd
        return type
    }

    /// The types of the text format; promtool and Prometheus' libraries take any case.
    private static let textTypes: [String: MetricType] = [
        "counter": .counter, "gauge": .gauge, "histogram": .histogram, "summary": .summary,
        "untyped": .unknown, "gauge_histogram": .gaugeHistogram,
    ]
}
