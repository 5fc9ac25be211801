import Bytes
import Exposition
import Testing

/// What the strict parsers say about lines that are right one by one and wrong together.
struct FamilyTests {
    private func openMetrics(_ text: String) -> String {
        do throws(ExpositionError) {
            let families = try OpenMetricsParser.families(in: Array((text + "\n# EOF\n").utf8))
            return families.map { "\($0.name): \($0.samples.count)" }.joined(separator: ", ")
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("# TYPE a counter\na_total 1\n# TYPE b gauge\nb 1", "a: 1, b: 1"),
        (
            "# TYPE a counter\na 1",
            "2:1: expected \"a_total\" or \"a_created\" as a sample of a counter, found \"a\""
        ),
        (
            "# TYPE a counter\na_total 1\n# TYPE a_created gauge\na_created 1",
            "3:1: the name \"a_created\" clashes with the family \"a\""
        ),
        ("a 1\nb 1\na 2", "3:1: a second family \"a\"; all its lines must stand together"),
        (
            "# TYPE a counter\n# TYPE a_created gauge",
            "2:1: the name \"a_created\" clashes with the family \"a\""
        ),
        ("a 1\n# HELP a x", "2:1: metadata of \"a\" after its samples"),
        ("# HELP a x\n# HELP a y", "2:1: a second HELP of \"a\""),
        ("# TYPE a gauge\n# TYPE a gauge", "2:1: a second TYPE of \"a\""),
        ("# UNIT a seconds", "1:1: the unit \"seconds\" must end the name: \"a_seconds\""),
        ("# TYPE a_s info\n# UNIT a_s s", "1:1: the type info has no unit, but \"a_s\" has one"),
        ("# TYPE a counter\na_total -1", "2:9: a sample \"_total\" cannot be negative"),
        ("# TYPE a counter\na_total NaN", "2:9: a sample \"_total\" cannot be NaN"),
        ("# TYPE a info\na_info 2", "2:8: the value of an info is 1"),
        ("# TYPE a stateset\na{a=\"x\"} 2", "2:10: a state is 0 or 1"),
        ("# TYPE a stateset\na 1", "2:1: a state of a stateset needs the label \"a\""),
        ("# TYPE a summary\na 1", "2:1: a sample of a summary needs the label \"quantile\""),
        (
            "# TYPE a summary\na{quantile=\"2\"} 1",
            "2:1: expected a quantile from 0 to 1, found \"2\""
        ),
        ("# TYPE a histogram\na_bucket 1", "2:1: a bucket needs the label \"le\""),
        ("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1.5", "2:21: a count must be a whole number"),
        (
            "# TYPE a histogram\na_bucket{le=\"inf\"} 1",
            "2:1: the last bucket's \"le\" is written \"+Inf\", not \"inf\""
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_count 1\na_sum 1",
            "4:1: a histogram needs a bucket with le=\"+Inf\""
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1",
            "3:1: buckets must ascend; 1.0 is after 2.0"
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1",
            "3:1: buckets are cumulative; this one counts less than the one before"
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\na_sum 1",
            "4:1: the bucket le=\"+Inf\" counts 1.0, _count says 2.0"
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1",
            "3:1: a histogram with _sum needs _count"
        ),
        ("a 1\na 2", "2:1: the series occurs twice"),
        ("a 1 1\na 2 2", "a: 2"),
        ("a 1 2\na 2 1", "2:1: the timestamp 1 is before 2, the one above"),
        ("a 1\na 2 1", "2:1: either all samples of a metric have a timestamp or none has"),
        (
            "a{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"1\"} 1",
            "3:1: samples of one metric must stand together; other labels came in between"
        ),
        (
            "# TYPE a gauge\na 1 # {} 1",
            "2:5: only buckets and counters' \"_total\" may have exemplars"
        ),
    ])
    func `OpenMetrics judges a family as a whole`(text: String, expected: String) {
        let result = openMetrics(text)
        #expect(result == expected)
    }

    @Test func `an exemplar has at most 128 characters`() {
        for (length, isTaken) in [(126, true), (127, false)] {
            let value = String(repeating: "é", count: length)
            let result = openMetrics("# TYPE a counter\na_total 1 # {ab=\"\(value)\"} 1")
            #expect(isTaken == (result == "a: 1"), "\(result)")
        }
    }

    @Test func `text gathers what belongs to a histogram, even when it stands apart`() throws {
        let text = """
            # HELP a Text.
            # TYPE a histogram
            a_bucket{le="+Inf"} 1
            b 2
            a_sum 1
            a_count 1
            # TYPE c gauge

            """
        let families = try TextParser.families(in: Array(text.utf8))
        #expect(families.map(\.name) == ["a", "b"])
        #expect(families.map(\.type) == [.histogram, .unknown])
        #expect(families[0].samples.map(\.name) == ["a_bucket", "a_sum", "a_count"])
        #expect(families[0].help == "Text.")
        #expect(families.map(\.position?.line) == [1, 4])
    }

    @Test(arguments: [
        ("# HELP a x\n# HELP a y\n", "2:1: a second HELP of \"a\""),
        ("# TYPE a gauge\n# TYPE a gauge\n", "2:1: a second TYPE of \"a\""),
        ("a 1\n# TYPE a gauge\n", "2:1: TYPE of \"a\" after its samples"),
        (
            "# TYPE a summary\na{quantile=\"x\"} 1\n",
            "2:1: expected a number as the label \"quantile\", found \"x\""
        ),
        (
            "# TYPE a histogram\na_bucket{le=\"\"} 1\n",
            "2:1: expected a number as the label \"le\", found \"\""
        ),
    ])
    func `text judges a family as a whole`(text: String, expected: String) {
        let error = #expect(throws: ExpositionError.self) {
            try TextParser.families(in: Array(text.utf8))
        }
        #expect(error?.description == expected)
    }

    @Test func `findings come in the order of the exposition, each with its place`() {
        let text = """
            # TYPE b_ms gauge
            b_ms{fooBar="1"} 1
            b_ms{fooBar="2"} 1
            # HELP a_total Text.
            # TYPE a_total counter
            a_total 1
            b_ms{fooBar="1"} 2
            a_total 1

            """
        let check = ExpositionCheck.run(Array(text.utf8), format: .text0)
        #expect(check.problems.isEmpty)
        #expect(
            check.findings.map { "\($0.position?.line ?? 0) \($0.metric) \($0.text)" } == [
                "1 b_ms no help text", "1 b_ms metric names should not contain abbreviated units",
                "2 b_ms label names should be written in 'snake_case' not 'camelCase'",
                "7 b_ms the series occurs twice, first in line 2",
                "7 b_ms the samples of a metric should stand together",
                "8 a_total the series occurs twice, first in line 6",
                "8 a_total the samples of a metric should stand together",
            ]
        )
    }

    @Test func `an OpenMetrics counter is linted by the name its samples have`() {
        let text = "# HELP a x\n# TYPE a counter\na_total 1\n# EOF\n"
        let check = ExpositionCheck.run(Array(text.utf8), format: .openMetrics1)
        #expect(check.findings.isEmpty && check.problems.isEmpty)
    }

    @Test func `a problem is all that is said of an invalid exposition`() {
        let check = ExpositionCheck.run(Array("a_ms 1\nb x\n".utf8), format: .text0)
        #expect(check.findings.isEmpty)
        #expect(check.problems.map(\.description) == ["2:3: expected a number, found \"x\""])
    }
}
