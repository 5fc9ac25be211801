import Exposition
import Testing

struct EscapingSchemeTests {
    @Test(arguments: [
        ("http_requests", "http_requests", "http__requests", "http_requests"),
        ("http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum"),
        ("a_b.c", "a_b_c", "a__b_dot_c", "U__a__b_2e_c"),
        ("1st", "_st", "_st", "U___31_st"),
        ("größe", "gr__e", "gr__e", "U__gr_f6__df_e"),
        ("😀", "_", "_", "U___1f600_"),
    ])
    func `each scheme spells names in its own way`(
        name: String,
        underscores: String,
        dots: String,
        values: String
    ) {
        #expect(EscapingScheme.underscores.metricName(name) == underscores)
        #expect(EscapingScheme.dots.metricName(name) == dots)
        #expect(EscapingScheme.values.metricName(name) == values)
        #expect(EscapingScheme.allowUTF8.metricName(name) == name)
    }

    @Test func `a colon is legal in metric names only`() {
        #expect(EscapingScheme.underscores.metricName("job:rate") == "job:rate")
        #expect(EscapingScheme.underscores.labelName("job:rate") == "job_rate")
        #expect(EscapingScheme.values.labelName("job:rate") == "U__job_3a_rate")
        #expect(!EscapingScheme.isLegacy("job:rate", allowsColon: false))
        #expect(!EscapingScheme.isLegacy("", allowsColon: true))
    }
}
