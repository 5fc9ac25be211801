import Bytes

/// Parses Prometheus' text format and refuses what `promtool check metrics` refuses.
///
/// Names in quotes (text 1.0.0) are taken, too. Unlike OpenMetrics, the format lets the samples of
/// a family stand apart; they are gathered here.
package struct TextParser {
    private var reader: ExpositionReader
    private var families: [ParsedFamily] = []
    private var positions: [[UInt8]: Int] = [:]
    /// The families whose type is settled, by a TYPE line or by a sample without one.
    private var typed: Set<Int> = []

    package static func families(
        in bytes: [UInt8],
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [ParsedFamily] {
        var parser = TextParser(
            reader: ExpositionReader(bytes, syntax: .text, isStrict: true, limits: limits)
        )
        while let item = try parser.reader.next() { try parser.add(item) }
        return parser.families.filter { !$0.samples.isEmpty }
    }

    private init(reader: ExpositionReader) { self.reader = reader }

    private mutating func add(_ item: ExpositionItem) throws(ExpositionError) {
        switch item {
        case .help(let name, let text):
            let family = family(of: reader.string(name))
            guard families[family].help == nil else {
                throw error("a second HELP of \"\(families[family].name)\"")
            }
            families[family].help = reader.string(text)
        case .type(let name, let type):
            let family = family(of: reader.string(name))
            guard typed.insert(family).inserted else {
                let name = families[family].name
                throw error(
                    families[family].samples.isEmpty
                        ? "a second TYPE of \"\(name)\"" : "TYPE of \"\(name)\" after its samples"
                )
            }
            families[family].type = type
        case .sample(let sample):
            let family = family(of: reader.string(sample.name))
            typed.insert(family)
            let parsed = reader.copy(of: sample)
            try check(parsed, of: families[family].type)
            families[family].samples.append(parsed)
        case .unit: break
        }
    }

    /// A histogram's and a summary's special label must be a number.
    private func check(_ sample: ParsedSample, of type: MetricType) throws(ExpositionError) {
        let name = type == .histogram ? "le" : "quantile"
        guard type == .histogram || type == .summary, let text = sample.labels[name],
            ExpositionNumber.double(text) == nil
        else { return }
        throw error("expected a number as the label \"\(name)\", found \"\(text)\"")
    }

    /// The family that a name belongs to: a new one, unless it is known, or it is known without
    /// `_sum`, `_count` or `_bucket` as a summary or a histogram.
    private mutating func family(of name: String) -> Int {
        let bytes = Array(name.utf8)
        if let known = positions[bytes] { return known }
        for suffix in ["_count", "_sum", "_bucket"] where name.utf8.count > suffix.utf8.count {
            guard bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8),
                let known = positions[Array(bytes.dropLast(suffix.utf8.count))],
                typed.contains(known)
            else { continue }
            let type = families[known].type
            if type == .histogram || type == .summary && suffix != "_bucket" { return known }
        }
        families.append(
            ParsedFamily(name: name, offset: reader.lineStart, position: reader.position)
        )
        positions[bytes] = families.count - 1
        return families.count - 1
    }

    private func error(_ message: String) -> ExpositionError {
        ExpositionError(at: reader.lineStart, in: reader.bytes, message)
    }
}
