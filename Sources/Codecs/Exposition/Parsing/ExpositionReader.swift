package import Bytes
import Glibc

/// Reads an exposition in text line by line, for scrapers: no allocation for each sample.
///
///     # TYPE http_requests counter
///     http_requests_total{code="200"} 1027 1395066363.000
///
/// With `isStrict` the grammar is the specification's; without it, what Prometheus also scrapes.
/// What the lines mean together is up to `OpenMetricsParser` and `TextParser`.
package struct ExpositionReader {
    package let bytes: [UInt8]
    package let syntax: Syntax
    package let isStrict: Bool
    package let limits: ExpositionLimits
    /// The labels of the sample that `next` returned last.
    package internal(set) var labels: [ExpositionLabel] = []
    /// The labels of that sample's exemplar.
    package internal(set) var exemplarLabels: [ExpositionLabel] = []
    /// Where the line starts that `next` returned last.
    package private(set) var lineStart = 0
    private var lineNumber = 0
    /// The byte to look at next.
    var offset = 0
    /// The line feed of the current line, or the end of the bytes.
    var lineEnd = 0
    private var hasEnded = false

    package enum Syntax: Sendable {
        /// OpenMetrics 0.0.1 and 1.0.0.
        case openMetrics
        /// Prometheus' text 0.0.4 and 1.0.0.
        case text
    }

    package init(
        _ bytes: [UInt8],
        syntax: Syntax,
        isStrict: Bool,
        limits: ExpositionLimits = ExpositionLimits()
    ) {
        self.bytes = bytes
        self.syntax = syntax
        self.isStrict = isStrict
        self.limits = limits
    }

    /// The line that `next` returned last, counted rather than looked for.
    package var position: TextPosition { TextPosition(line: lineNumber, column: 1) }

    /// The next line that says something, or `nil` at the end.
    package mutating func next() throws(ExpositionError) -> ExpositionItem? {
        if offset == 0 { try checkEncoding() }
        while try startLine() {
            let item = syntax == .text ? try textLine() : try openMetricsLine()
            offset = min(lineEnd + 1, bytes.count)
            if let item { return item }
        }
        return nil
    }

    private func checkEncoding() throws(ExpositionError) {
        if let invalid = UTF8Sequence.firstInvalid(in: bytes, 0..<bytes.count) {
            throw failure(at: invalid, "a byte that is not valid UTF-8")
        }
    }

    /// Finds the end of the next line; `false` when there is none.
    private mutating func startLine() throws(ExpositionError) -> Bool {
        lineStart = offset
        guard offset < bytes.count else {
            if syntax == .openMetrics, !hasEnded {
                throw failure("expected \"# EOF\" as the last line")
            }
            return false
        }
        lineNumber += 1
        if hasEnded { throw failure("nothing may follow \"# EOF\"") }
        lineEnd = endOfLine()
        guard lineEnd - offset <= limits.lineLength else {
            throw failure("a line of more than \(limits.lineLength) bytes")
        }
        return true
    }

    private func endOfLine() -> Int {
        let start = offset
        return unsafe bytes.withUnsafeBytes { all in
            let rest = unsafe all[start...]
            guard let base = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let lineFeed = unsafe memchr(base, 0x0A, rest.count)
            else { return all.count }
            return unsafe start + (UnsafeRawPointer(lineFeed) - base)
        }
    }

    private mutating func textLine() throws(ExpositionError) -> ExpositionItem? {
        skipBlanks()
        if offset == lineEnd { return nil }
        if isStrict, lineEnd == bytes.count {
            throw failure(at: lineEnd, "the last line must end with a line feed")
        }
        return byte == UInt8(ascii: "#") ? try textComment() : .sample(try sample())
    }

    private mutating func openMetricsLine() throws(ExpositionError) -> ExpositionItem? {
        if lineEnd == offset { throw failure("a blank line; OpenMetrics has none") }
        guard byte == UInt8(ascii: "#") else {
            if lineEnd == bytes.count {
                throw failure(at: lineEnd, "a sample must end with a line feed")
            }
            return .sample(try sample())
        }
        if bytes[offset..<lineEnd].elementsEqual("# EOF".utf8) {
            hasEnded = true
            return nil
        }
        return try openMetricsMetadata()
    }

    // MARK: Bytes of the line

    @inline(__always)
    var byte: UInt8? { offset < lineEnd ? bytes[offset] : nil }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    mutating func skipBlanks() {
        while let byte, isBlank(byte) { offset += 1 }
    }

    /// What stands between two parts of a line: in OpenMetrics one space, in text any blanks.
    mutating func skipSeparator(before part: String) throws(ExpositionError) {
        guard syntax == .openMetrics else { return skipBlanks() }
        guard byte == 0x20 else { throw unexpected("a space before the \(part)") }
        offset += 1
        if byte == 0x20 { throw failure("a second space before the \(part)") }
    }

    /// Moves to the next blank or the end of the line.
    mutating func takeWord() -> Range<Int> {
        let start = offset
        while let byte, !isBlank(byte) { offset += 1 }
        return start..<offset
    }

    func failure(at position: Int? = nil, _ message: String) -> ExpositionError {
        ExpositionError(at: position ?? offset, in: bytes, message)
    }

    func unexpected(_ expected: String) -> ExpositionError {
        failure("expected \(expected), found \(found(from: offset))")
    }

    /// The word at `start`, as an error shows it.
    func found(from start: Int) -> String {
        guard start < lineEnd else { return "the end of the line" }
        let rest = bytes[start..<lineEnd].prefix(160)
        let end = rest.dropFirst().firstIndex(where: isBlank) ?? rest.endIndex
        let text = String(decoding: rest[..<end], as: UTF8.self).unicodeScalars.prefix(40)
        let shown = text.map { $0.value < 0x20 ? $0.escaped(asASCII: true) : String($0) }
        return "\"\(shown.joined())\""
    }

    /// What the text says, with its escapes resolved; an unknown escape stands for itself.
    package func string(_ text: ExpositionText) -> String {
        guard text.hasEscapes else { return String(decoding: bytes[text.range], as: UTF8.self) }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes[text.range] {
            guard isEscaped else {
                isEscaped = byte == UInt8(ascii: "\\")
                if !isEscaped { plain.append(byte) }
                continue
            }
            isEscaped = false
            switch byte {
            case UInt8(ascii: "n"): plain.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\\"): plain.append(byte)
            case UInt8(ascii: "\"") where text.isQuoted || syntax == .openMetrics:
                plain.append(byte)
            default: plain += [UInt8(ascii: "\\"), byte]
            }
        }
        if isEscaped { plain.append(UInt8(ascii: "\\")) }
        return String(decoding: plain, as: UTF8.self)
    }
}
