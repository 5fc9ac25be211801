import Bytes
import Exposition
import TestKit
import Testing

struct ExpositionReaderTests {
    /// Each item as one line, as a scraper sees it.
    private func read(
        _ text: String,
        _ syntax: ExpositionReader.Syntax,
        isStrict: Bool = false,
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [String] {
        let bytes = Array(text.utf8)
        var reader = ExpositionReader(bytes, syntax: syntax, isStrict: isStrict, limits: limits)
        var lines: [String] = []
        while let item = try reader.next() {
            switch item {
            case .help(let name, let text):
                lines.append("help \(reader.string(name)): \(reader.string(text))")
            case .type(let name, let type): lines.append("type \(reader.string(name)): \(type)")
            case .unit(let name, let unit):
                lines.append("unit \(reader.string(name)): \(reader.string(unit))")
            case .sample(let sample): lines.append(describe(sample, reader))
            }
        }
        return lines
    }

    private func describe(_ sample: ExpositionSample, _ reader: ExpositionReader) -> String {
        func joined(_ labels: [ExpositionLabel]) -> String {
            labels.map { "\(reader.string($0.name))=\(reader.string($0.value))" }.joined(
                separator: ";"
            )
        }
        var line = "\(reader.string(sample.name)){\(joined(reader.labels))} \(sample.value)"
        if let timestamp = sample.timestamp { line += " @\(timestamp)" }
        if let exemplar = sample.exemplar {
            line += " # {\(joined(reader.exemplarLabels))} \(exemplar.value)"
            if let timestamp = exemplar.timestamp { line += " @\(timestamp)" }
        }
        return line
    }

    private func refusal(
        _ text: String,
        _ syntax: ExpositionReader.Syntax,
        isStrict: Bool = true
    ) -> String? {
        let error = #expect(throws: ExpositionError.self, "\(text)") { () throws(ExpositionError) in
            try read(text, syntax, isStrict: isStrict)
        }
        return error.map(String.init(describing:))
    }

    @Test func `text is read with blanks, comments and escapes of every kind`() throws {
        let text = """
            # A comment.
            # HELP a_total Slash \\\\ and \\n line, "quotes".
            #\tTYPE\ta_total  COUNTER

            a_total{ path = "C:\\\\DIR\\n" ,q="\\"x\\"", } 1.5e3 -1500
              b{}\t+Inf
            {"my.metric","la.bel"="v"} 2
            # TYPE "my.metric" gauge
            # EOF
            c NaN
            """
        #expect(
            try read(text, .text) == [
                "help a_total: Slash \\ and \n line, \"quotes\".", "type a_total: counter",
                "a_total{path=C:\\DIR\n;q=\"x\"} 1500.0 @-1.500000000", "b{} inf",
                "my.metric{la.bel=v} 2.0", "type my.metric: gauge", "c{} nan",
            ]
        )
    }

    @Test func `OpenMetrics is read with units, exemplars and exact timestamps`() throws {
        let text = """
            # TYPE a_seconds counter
            # UNIT a_seconds seconds
            # HELP a_seconds Say \\"hi\\".
            a_seconds_total{x="a\\x"} 1 1520879607.123456789 # {trace_id="1",b="c"} 0.5 1e3
            {"b.c"} 1 0.000000001
            # EOF

            """
        #expect(
            try read(text, .openMetrics) == [
                "type a_seconds: counter", "unit a_seconds: seconds", "help a_seconds: Say \"hi\".",
                "a_seconds_total{x=a\\x} 1.0 @1520879607.123456789 # {trace_id=1;b=c} 0.5 @1000",
                "b.c{} 1.0 @0.000000001",
            ]
        )
    }

    @Test func `what only a scraper takes is refused by the strict reader`() throws {
        for (text, syntax): (String, ExpositionReader.Syntax) in [
            ("a 1", .text), ("#TYPE a thing\n", .text), ("a 1 \n", .text), ("a 1 5 \n", .text),
            ("a{b=\"\\q\"} 1\n", .text),
            ("# HELP a \\q\n", .text), ("a{b=\"c\",} 1\n# EOF\n", .openMetrics),
        ] {
            _ = try read(text, syntax)
            _ = refusal(text, syntax)
        }
    }

    @Test(arguments: [
        ("a{b=c} 1\n", "1:5: expected a label value in double quotes, found \"c}\""),
        ("a{b=\"c\"\n", "1:8: expected ',' or '}', found the end of the line"),
        ("a{b=\"c} 1\n", "1:5: a label value without its closing quote"),
        ("a{b=\"1\",b=\"2\"} 1\n", "1:9: the label name \"b\" occurs twice"),
        ("a{1=\"\"} 1\n", "1:3: expected a label name, found \"1=\"\"}\""),
        ("a{__name__=\"b\"} 1\n", "1:3: the label name \"__name__\" is reserved"),
        ("a{\"b\"} 1\n", "1:3: a second metric name"),
        ("{\"\"} 1\n", "1:2: an empty label name"),
        ("{a=\"b\"} 1\n", "1:1: a sample without a metric name"),
        ("ok 1\n\n  b one\n", "3:5: expected a number, found \"one\""),
        ("a 1\r\n", "1:3: expected a number, found \"1\\r\""),
        ("a\n", "1:2: expected a number, found the end of the line"),
        ("a 1 1.5\n", "1:5: expected a timestamp in whole milliseconds, found \"1.5\""),
        ("a 1 1 1\n", "1:6: expected the end of the line after the timestamp, found \" 1\""),
        (
            "# TYPE a thing\n",
            "1:10: expected a metric type (counter, gauge, histogram, summary, untyped), found \"thing\""
        ),
        ("# TYPE 1a gauge\n", "1:8: expected a metric name, found \"1a\""),
        ("é 1\n", "1:1: expected a metric name, found \"é\""),
        ("a{é=\"1\"} 1\n", "1:3: expected a label name, found \"é=\"1\"}\""),
        (
            "a{b=\"\\q\"} 1\n",
            "1:6: an escape that a label value does not know; it has \\\\, \\\" and \\n"
        ),
        ("a 1e999\n", "1:3: expected a number, found \"1e999\""),
        ("a 1", "1:4: the last line must end with a line feed"),
    ])
    func `text that is wrong is refused with its place`(text: String, expected: String) {
        #expect(refusal(text, .text) == expected)
    }

    @Test(arguments: [
        ("a 1\n", "2:1: expected \"# EOF\" as the last line"),
        ("# EOF\na 1\n", "2:1: nothing may follow \"# EOF\""),
        ("a 1\n\n# EOF\n", "2:1: a blank line; OpenMetrics has none"),
        (
            "# hello\n# EOF\n",
            "1:1: a comment; OpenMetrics has only HELP, TYPE, UNIT and, as the last line, EOF"
        ),
        ("a  1\n# EOF\n", "1:3: a second space before the value"),
        ("a{b=\"c\"}1\n# EOF\n", "1:9: expected a space before the value, found \"1\""),
        (
            "# TYPE a untyped\n# EOF\n",
            "1:10: expected a metric type (counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown), found \"untyped\""
        ),
        (
            "a 1 # {b=\"c\"}\n# EOF\n",
            "1:14: expected a space before the exemplar's value, found the end of the line"
        ),
        ("a 1 NaN\n# EOF\n", "1:5: expected a timestamp in seconds, found \"NaN\""),
    ])
    func `OpenMetrics that is wrong is refused with its place`(text: String, expected: String) {
        #expect(refusal(text, .openMetrics) == expected)
    }

    @Test func `every limit is kept`() {
        var limits = ExpositionLimits()
        limits.lineLength = 40
        limits.labels = 2
        limits.nameLength = 5
        func isTaken(_ text: String) -> Bool {
            (try? read(text + "\n", .text, limits: limits)) != nil
        }
        #expect(isTaken("abcde{a=\"\",b=\"\"} 1"))
        #expect(!isTaken("abcdef 1"))
        #expect(!isTaken("a{abcdef=\"\"} 1"))
        #expect(!isTaken("{\"abcdef\"} 1"))
        #expect(!isTaken("a{a=\"\",b=\"\",c=\"\"} 1"))
        #expect(isTaken("#" + String(repeating: " ", count: 39)))
        #expect(!isTaken("#" + String(repeating: " ", count: 40)))
    }

    @Test func `invalid UTF-8 is refused with its place`() {
        let bytes = Array("a 1\nb{c=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8)
        var reader = ExpositionReader(bytes, syntax: .text, isStrict: false)
        let error = #expect(throws: ExpositionError.self) { try reader.next() }
        #expect(error?.description == "2:6: a byte that is not valid UTF-8")
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `damaged text is read or refused, never worse`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let text = """
            # TYPE a histogram
            # HELP a Text.
            a_bucket{le="1.0",x="y"} 1 # {t="é"} 0.5 1.5
            a_bucket{le="+Inf",x="y"} 2 1520879607.789
            # EOF

            """
        for _ in 0..<100 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            for format in ExpositionFormat.allCases {
                let check = ExpositionCheck.run(bytes, format: format)
                #expect(check.problems.allSatisfy { $0.offset <= bytes.count })
            }
        }
    }
}
