import Bytes
import Exposition
import TestKit
import Testing

/// The text parser and the linter against the real `promtool check metrics`.
struct PromtoolTests {
    private static let words = [
        "http", "requests", "seconds", "milliseconds", "kilobytes", "bytes", "total", "count",
        "sum",
        "bucket", "info", "gauge", "counter", "histogram", "summary", "ms", "kb", "fooBar", "Go",
        "s",
        "days", "gauge_histogram", "thermometers", "celsius", "a:b", "created", "ratio",
    ]
    private static let types = [
        "counter", "gauge", "histogram", "summary", "untyped", "Counter", "GAUGE", "info",
        "unknown",
        "counter ", "",
    ]
    private static let labels = [
        "le=\"1\"", "le=\"+Inf\"", "quantile=\"0.5\"", "code=\"200\"", "fooBar=\"x\"", "a = \"b\"",
        "e=\"\\\\ \\\" \\n é\"", "__name__=\"x\"", "x=\"\\q\"", "1x=\"\"", "y=", "z=\"", "q='1'",
        "",
    ]
    private static let values = [
        "1", "-2.5", "+Inf", "-inf", "NaN", "nan", "1e3", "1E-7", ".5", "5.", "+3", "0x1p3", "1_0",
        "1e999", "infinity", "+nan", "abc", "", "1 ", "1 5", "1 -5", "1  7", "1\t8", "1 1.5",
        "1 5 ",
        "1 x", "1 9 9", "00012", "--1", "1e", "e5", ".", "1\r",
    ]

    /// Mostly valid, or every document would end at its first line.
    private static func document(using random: inout SplitMix) -> String {
        func pick(_ list: [String], goodFirst: Int) -> String {
            let isWild = Int.random(in: 0..<12, using: &random) == 0
            return list.prefix(isWild ? list.count : goodFirst).randomElement(using: &random) ?? ""
        }
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1..<6, using: &random) {
            let count = Int.random(in: 1..<4, using: &random)
            var name = (0..<count).map { _ in pick(words, goodFirst: words.count) }
                .joined(separator: "_")
            if units(in: name) > 1 { name = "plain_total" }
            if Bool.random(using: &random) {
                lines.append(
                    "# HELP \(name) \(pick(["Text.", "a\\\\b\\n", "", "\\q"], goodFirst: 2))"
                )
            }
            if Bool.random(using: &random) {
                lines.append("# TYPE \(name) \(pick(types, goodFirst: 5))")
            }
            if Int.random(in: 0..<6, using: &random) == 0 {
                lines.append(pick(strays, goodFirst: 5))
            }
            for _ in 0..<Int.random(in: 1..<4, using: &random) {
                let suffix =
                    ["", "", "", "_count", "_sum", "_bucket"].randomElement(using: &random) ?? ""
                var set = Set((0..<2).map { _ in pick(labels, goodFirst: 7) })
                // promtool overlooks a histogram's "le" that occurs twice; we do not.
                if set.contains("le=\"1\"") { set.remove("le=\"+Inf\"") }
                let braces =
                    Bool.random(using: &random)
                    ? "" : "{" + set.sorted().joined(separator: ",") + "}"
                lines.append("\(name)\(suffix)\(braces) \(pick(values, goodFirst: 10))")
            }
        }
        let end = pick(["\n", "", " "], goodFirst: 1)
        return lines.joined(separator: "\n") + end
    }

    private static let strays = [
        "", "# comment", "#", "\t", "  # HELP x y", "# TYPE", "# HELP 1x y", "{a=\"b\"} 1",
        "# HELP x",
        "#TYPE x gauge", "a 1 2 3", "a{,} 1", "a{b=\"c\",} 1", "a{b=\"c\" 1", "#\tTYPE\tzz\tgauge",
        "é 1",
    ]

    /// Of several units promlint reports a random one.
    private static func units(in name: String) -> Int {
        let units = ["seconds", "milliseconds", "kilobytes", "bytes", "days", "celsius"]
        return name.split(separator: "_").count { units.contains(String($0)) }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `a random document is judged and linted as by promtool`(seed: UInt64) throws {
        guard Program.find("promtool") != nil else {
            if seed == 0 { print("skipped: promtool is not installed") }
            return
        }
        var random = SplitMix(seed: seed)
        let text = Self.document(using: &random)
        try compare(text)
    }

    private func compare(_ text: String) throws {
        let bytes = Array(text.utf8)
        let promtool = try Program.run("promtool", ["check", "metrics"], input: bytes)
        let theirs = Set(promtool.errorText.split(separator: "\n").map(String.init))
        do throws(ExpositionError) {
            let findings = Linter.findings(in: try TextParser.families(in: bytes))
            let ours = Set(findings.map { "\($0.metric) \($0.text)" })
            #expect(promtool.status != 1, "taken: \(theirs)\n\(text)")
            #expect(ours == theirs || promtool.status == 1, "\(text)")
        } catch {
            #expect(promtool.status == 1, "refused: \(error)\n\(text)")
        }
    }
}
