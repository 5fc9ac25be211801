import JSON
import Testing

@testable import Commands

struct ReportTests {
    private let report = Report(
        columns: ["name", "count"],
        rows: [[.string("a"), .integer(10)], [.string("longer: x"), .null]]
    )

    @Test func `a table is aligned and ends its lines cleanly`() {
        #expect(
            report.text(.table) == """
                NAME       COUNT
                a          10
                longer: x  -

                """
        )
        #expect(report.text(.table, headers: false).hasPrefix("a  "))
    }

    @Test func `JSON and YAML say the same`() throws {
        let json = try JSONValue(parsing: Array(report.text(.json).utf8))
        #expect(json == report.value)
        #expect(
            report.text(.yaml) == """
                - name: a
                  count: 10
                - name: 'longer: x'
                  count: null

                """
        )
    }

    @Test func `nothing in a cell can move the cursor`() {
        let hostile = Report(object: [(name: "x", value: .string("a\u{1B}[2J\u{202E}b\nc"))])
        #expect(hostile.text(.table) == "x  a\\u{1b}[2J\\u{202e}b\\u{a}c\n")
    }
}
