import Exposition
import Testing

struct NegotiationTests {
    private static let protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"

    private func negotiate(_ accept: String?) -> Negotiation { Negotiation(accept: accept) }

    @Test func `Prometheus 2 gets OpenMetrics, or protobuf when it reads native histograms`() {
        let text = """
            application/openmetrics-text;version=1.0.0,\
            application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1
            """
        #expect(negotiate(text) == Negotiation(format: .openMetrics1, escaping: .underscores))
        let first = Self.protobuf + "," + text
        #expect(negotiate(first) == Negotiation(format: .protobuf, escaping: .underscores))
    }

    @Test func `Prometheus 3 gets UTF-8 names where its chosen clause allows them`() {
        let text = """
            application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
            application/openmetrics-text;version=0.0.1;q=0.5,\
            text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,\
            */*;q=0.2
            """
        #expect(negotiate(text) == Negotiation(format: .openMetrics1, escaping: .allowUTF8))
        let first = Self.protobuf + ";q=0.7," + text
        #expect(negotiate(first) == Negotiation(format: .protobuf, escaping: .underscores))
    }

    @Test(arguments: [
        nil, "", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png", ";;,,=;q",
        "text/plain;version=0.0.4;q=1,*/*;q=0.1", "text/plain", "TEXT/Plain; Version=0.0.4",
        "text/plain;version=2.0.0", "application/openmetrics-text;version=2.0.0",
        "application/vnd.google.protobuf;proto=other;encoding=delimited",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
        String(repeating: "a", count: 9000),
    ])
    func `text 0.0.4 answers whatever nothing else matches`(accept: String?) {
        #expect(negotiate(accept) == Negotiation(format: .text0, escaping: .underscores))
    }

    @Test(arguments: [
        ("text/plain;version=1.0.0", ExpositionFormat.text1),
        ("application/openmetrics-text", .openMetrics0),
        ("application/openmetrics-text;version=\"1.0.0\"", .openMetrics1),
        ("text/plain;version=1.0.0;q=0.5, text/plain;version=0.0.4;q=0.6", .text0),
        ("text/plain;version=1.0.0, text/plain;version=0.0.4", .text1),
        ("text/plain;q=0, */*", .text0),
        (
            "text/plain;version=0.0.4;q=0,application/openmetrics-text;version=1.0.0;q=0.001",
            .openMetrics1
        ),
        ("application/openmetrics-text;version=1.0.0;q=0, text/plain;q=0.1", .text0),
        ("application/openmetrics-text;version=1.0.0;q=nonsense", .text0),
        ("application/openmetrics-text;version=1.0.0;q=1.001", .text0),
        ("text/plain;q=0.1,application/*;q=0.2", .openMetrics1),
    ])
    func `the highest weight wins, and zero refuses`(accept: String, format: ExpositionFormat) {
        #expect(negotiate(accept).format == format)
    }

    @Test func `the escaping scheme is that of the chosen clause`() {
        let accept = """
            text/plain;version=0.0.4;escaping=dots;q=0.2,\
            text/plain;version=1.0.0;escaping=values;q=0.5,\
            application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.1
            """
        #expect(negotiate(accept) == Negotiation(format: .text1, escaping: .values))
        #expect(negotiate("text/plain;version=1.0.0;escaping=runes").escaping == .underscores)
        #expect(negotiate("text/plain;escaping=dots").escaping == .dots)
    }

    @Test func `a format that cannot quote names does not promise to`() {
        let accept = "text/plain;version=0.0.4;escaping=allow-utf-8"
        #expect(negotiate(accept) == Negotiation(format: .text0, escaping: .underscores))
    }

    @Test(
        arguments: zip(
            ExpositionFormat.allCases,
            [
                """
                application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; \
                encoding=delimited; escaping=dots
                """,
                "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=dots",
                "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=dots",
                "text/plain; version=1.0.0; charset=utf-8; escaping=dots",
                "text/plain; version=0.0.4; charset=utf-8; escaping=dots",
            ]
        )
    )
    func `the content type says format and escaping`(format: ExpositionFormat, type: String) {
        #expect(Negotiation(format: format, escaping: .dots).contentType == type)
    }

    @Test func `the answer varies with two headers`() {
        #expect(Negotiation.vary == "Accept, Accept-Encoding")
    }
}
