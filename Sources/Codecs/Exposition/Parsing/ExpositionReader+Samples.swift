extension ExpositionReader {
    mutating func sample() throws(ExpositionError) -> ExpositionSample {
        let start = offset
        // Taken out while they are read and put back, with their storage, in any case.
        var labels: [ExpositionLabel] = []
        swap(&labels, &self.labels)
        labels.removeAll(keepingCapacity: true)
        exemplarLabels.removeAll(keepingCapacity: true)
        defer { swap(&labels, &self.labels) }
        var name: ExpositionText?
        if byte != UInt8(ascii: "{") {
            name = try plainName("metric name", allowsColon: true)
            if syntax == .text { skipBlanks() }
        }
        var series = start..<(name?.range.upperBound ?? start)
        if byte == UInt8(ascii: "{") {
            try readLabels(into: &labels, name: &name)
            series = start..<offset
        }
        guard let name else { throw failure(at: start, "a sample without a metric name") }
        try skipSeparator(before: "value")
        let valueStart = offset
        let value = try number("a number")
        let valueRange = valueStart..<offset
        let timestamp = try sampleTimestamp()
        let exemplar = try sampleExemplar()
        return ExpositionSample(
            name: name,
            series: series,
            value: value,
            valueRange: valueRange,
            timestamp: timestamp,
            exemplar: exemplar
        )
    }

    private mutating func sampleTimestamp() throws(ExpositionError) -> ExpositionTimestamp? {
        if offset == lineEnd { return nil }
        if syntax == .openMetrics {
            if bytes[offset..<lineEnd].starts(with: " #".utf8) { return nil }
            try skipSeparator(before: "timestamp")
            return try seconds()
        }
        skipBlanks()
        if offset == lineEnd, !isStrict { return nil }
        let word = takeWord()
        guard let milliseconds = Int64(String(decoding: bytes[word], as: UTF8.self)) else {
            offset = word.lowerBound
            throw unexpected("a timestamp in whole milliseconds")
        }
        if !isStrict { skipBlanks() }
        guard offset == lineEnd else { throw unexpected("the end of the line after the timestamp") }
        return ExpositionTimestamp(milliseconds: milliseconds)
    }

    private mutating func sampleExemplar() throws(ExpositionError) -> ExpositionSample.Exemplar? {
        if offset == lineEnd { return nil }
        let start = offset + 1
        guard bytes[offset..<lineEnd].starts(with: " # ".utf8) else {
            throw unexpected("\" # \" and an exemplar, or the end of the line")
        }
        offset += 3
        guard byte == UInt8(ascii: "{") else { throw unexpected("the labels of an exemplar") }
        var name: ExpositionText? = nil
        var labels: [ExpositionLabel] = []
        try readLabels(into: &labels, name: &name, allowsName: false)
        exemplarLabels = labels
        try skipSeparator(before: "exemplar's value")
        let value = try number("the exemplar's value")
        var timestamp: ExpositionTimestamp?
        if offset < lineEnd {
            try skipSeparator(before: "exemplar's timestamp")
            timestamp = try seconds()
        }
        guard offset == lineEnd else { throw unexpected("the end of the line") }
        return .init(offset: start, value: value, timestamp: timestamp)
    }

    /// Reads `{name="value",...}`; a quoted string without a value is the metric's name.
    private mutating func readLabels(
        into labels: inout [ExpositionLabel],
        name: inout ExpositionText?,
        allowsName: Bool = true
    ) throws(ExpositionError) {
        offset += 1
        skipLabelBlanks()
        if byte == UInt8(ascii: "}") {
            offset += 1
            return
        }
        while true {
            try readLabel(into: &labels, name: &name, allowsName: allowsName)
            skipLabelBlanks()
            guard byte == UInt8(ascii: ",") else { break }
            offset += 1
            skipLabelBlanks()
            let mayEndSo = !(isStrict && syntax == .openMetrics)
            if byte == UInt8(ascii: "}") {
                if mayEndSo { break }
                throw unexpected("a label after ','")
            }
        }
        guard byte == UInt8(ascii: "}") else { throw unexpected("',' or '}'") }
        offset += 1
    }

    private mutating func readLabel(
        into labels: inout [ExpositionLabel],
        name: inout ExpositionText?,
        allowsName: Bool
    ) throws(ExpositionError) {
        let start = offset
        let isQuoted = byte == UInt8(ascii: "\"")
        let label =
            isQuoted
            ? try quoted("label name", isName: true)
            : try plainName("label name", allowsColon: false)
        skipLabelBlanks()
        if isQuoted, byte != UInt8(ascii: "=") {
            guard allowsName else { throw unexpected("'=' after the label name") }
            guard name == nil else { throw failure(at: start, "a second metric name") }
            name = label
            return
        }
        guard byte == UInt8(ascii: "=") else { throw unexpected("'=' after the label name") }
        offset += 1
        skipLabelBlanks()
        guard byte == UInt8(ascii: "\"") else { throw unexpected("a label value in double quotes") }
        let value = try quoted("label value", isName: false)
        try refuseTwice(label, at: start, in: labels)
        labels.append(ExpositionLabel(name: label, value: value))
    }

    private func refuseTwice(
        _ name: ExpositionText,
        at start: Int,
        in labels: [ExpositionLabel]
    ) throws(ExpositionError) {
        guard labels.count < limits.labels else {
            throw failure(at: start, "more than \(limits.labels) labels")
        }
        if name.range.count == 8, bytes[name.range].elementsEqual("__name__".utf8) {
            throw failure(at: start, "the label name \"__name__\" is reserved")
        }
        let isRepeated = labels.contains { label in
            label.name.range.count == name.range.count
                && bytes[label.name.range].elementsEqual(bytes[name.range])
        }
        if isRepeated {
            throw failure(at: start, "the label name \"\(string(name))\" occurs twice")
        }
    }

    /// Within braces the text format allows blanks; OpenMetrics does not.
    private mutating func skipLabelBlanks() {
        if syntax == .text { skipBlanks() }
    }

    /// A name of letters, digits, `_` and perhaps `:`.
    mutating func plainName(
        _ what: String,
        allowsColon: Bool
    ) throws(ExpositionError) -> ExpositionText {
        let start = offset
        while let byte {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                break
            case UInt8(ascii: ":") where allowsColon: break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where offset > start: break
            default: return try checked(start..<offset, what)
            }
            offset += 1
        }
        return try checked(start..<offset, what)
    }

    private func checked(
        _ range: Range<Int>,
        _ what: String
    ) throws(ExpositionError) -> ExpositionText {
        guard !range.isEmpty else { throw unexpected("a \(what)") }
        guard range.count <= limits.nameLength else {
            throw failure(at: range.lowerBound, "a \(what) of more than \(limits.nameLength) bytes")
        }
        return ExpositionText(range: range, hasEscapes: false, isQuoted: false)
    }

    /// A string in double quotes; the current byte is the first of them.
    mutating func quoted(_ what: String, isName: Bool) throws(ExpositionError) -> ExpositionText {
        let opening = offset
        var hasEscapes = false
        offset += 1
        while let byte, byte != UInt8(ascii: "\"") {
            offset += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            hasEscapes = true
            let isKnown = self.byte.map { #"n"\"#.utf8.contains($0) } ?? true
            if isStrict, syntax == .text, !isKnown {
                throw failure(
                    at: offset - 1,
                    #"an escape that a \#(what) does not know; it has \\, \" and \n"#
                )
            }
            offset += 1
        }
        guard offset < lineEnd else {
            offset = lineEnd
            throw failure(at: opening, "a \(what) without its closing quote")
        }
        offset += 1
        let range = (opening + 1)..<(offset - 1)
        if isName {
            guard !range.isEmpty else { throw failure(at: opening, "an empty \(what)") }
            _ = try checked(range, what)
        }
        return ExpositionText(range: range, hasEscapes: hasEscapes, isQuoted: true)
    }
}
