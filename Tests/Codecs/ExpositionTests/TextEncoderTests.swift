import Bytes
import Clocks
import Exposition
import Testing
import TraceContext

struct TextEncoderTests {
    private let created = Instant(nanoseconds: 1_520_430_000_123_000_000)
    private let exemplar = Exemplar(
        traceID: TraceID(high: 1, low: 2),
        spanID: SpanID(value: 3),
        value: 0.67,
        time: Instant(nanoseconds: 1_520_879_607_789_000_000)
    )
    private let traced =
        "# {trace_id=\"00000000000000010000000000000002\",span_id=\"0000000000000003\"}"

    /// What an encoder makes of a family and its series.
    private func encode(
        _ format: ExpositionFormat,
        escaping: EscapingScheme = .allowUTF8,
        created: Bool = false,
        _ family: FamilyDescription,
        _ body: (inout TextEncoder) -> Void
    ) -> String {
        var encoder = TextEncoder(format: format, escaping: escaping, writesCreated: created)
        encoder.begin(family)
        body(&encoder)
        encoder.finish()
        var output = ByteBuffer()
        encoder.swapOutput(with: &output)
        return output.string
    }

    @Test func `a counter`() {
        let family = FamilyDescription(
            name: "http_requests",
            type: .counter,
            help: "Say \"hi\"\nand \\.",
            labelNames: ["method", "code"]
        )
        let body: (inout TextEncoder) -> Void = { [created, exemplar] in
            let point = CounterPoint(whole: 17, fraction: 0.5, created: created, exemplar: exemplar)
            $0.counter(LabelValues(["G\"E\\T\n", "200"]), point)
            $0.counter(.overflow, CounterPoint(whole: 3, fraction: 0, created: created))
        }
        #expect(
            encode(.text0, family, body) == #"""
                # HELP http_requests_total Say "hi"\nand \\.
                # TYPE http_requests_total counter
                http_requests_total{method="G\"E\\T\n",code="200"} 17.5
                http_requests_total{otel_metric_overflow="true"} 3

                """#
        )
        #expect(
            encode(.openMetrics1, created: true, family, body) == #"""
                # TYPE http_requests counter
                # HELP http_requests Say \"hi\"\nand \\.
                http_requests_total{method="G\"E\\T\n",code="200"} 17.5 \#(traced) 0.67 1520879607.789
                http_requests_created{method="G\"E\\T\n",code="200"} 1520430000.123
                http_requests_total{otel_metric_overflow="true"} 3
                http_requests_created{otel_metric_overflow="true"} 1520430000.123
                # EOF

                """#
        )
    }

    @Test func `names in UTF-8 are quoted, or escaped for those who cannot read them`() {
        let family = FamilyDescription(
            name: "disk.free_bytes",
            type: .gauge,
            unit: "bytes",
            labelNames: ["mount.point"]
        )
        let body: (inout TextEncoder) -> Void = { $0.gauge(LabelValues(["/"]), -.infinity) }
        #expect(
            encode(.text1, family, body) == """
                # TYPE "disk.free_bytes" gauge
                {"disk.free_bytes","mount.point"="/"} -Inf

                """
        )
        #expect(
            encode(.openMetrics1, escaping: .dots, family, body) == """
                # TYPE disk_dot_free__bytes gauge
                # UNIT disk_dot_free__bytes bytes
                disk_dot_free__bytes{mount_dot_point="/"} -Inf
                # EOF

                """
        )
        #expect(
            encode(.text0, family, body) == """
                # TYPE disk_free_bytes gauge
                disk_free_bytes{mount_point="/"} -Inf

                """
        )
        let bare = FamilyDescription(name: "disk.free", type: .unknown)
        #expect(
            encode(.openMetrics1, bare) { $0.gauge(.none, .nan) } == """
                # TYPE "disk.free" unknown
                {"disk.free"} NaN
                # EOF

                """
        )
        #expect(
            encode(.text0, bare) { $0.gauge(.none, 1e16) } == """
                # TYPE disk_free untyped
                disk_free 1e+16

                """
        )
    }

    @Test func `a unit is left out where the escaped name does not end in it`() {
        let family = FamilyDescription(name: "io.wait_seconds", type: .counter, unit: "seconds")
        let text = encode(.openMetrics1, escaping: .dots, family) { [created] in
            $0.counter(.none, CounterPoint(whole: 1, fraction: 0, created: created))
        }
        #expect(
            text == """
                # TYPE io_dot_wait__seconds_ counter
                io_dot_wait__seconds__total 1
                # EOF

                """
        )
    }

    @Test func `a histogram`() {
        let family = FamilyDescription(
            name: "wait_seconds",
            type: .histogram,
            unit: "seconds",
            labelNames: ["queue"],
            bounds: [0, 0.005, 1, 100_000, 1_000_000, 2_500_000]
        )
        var point = HistogramPoint()
        point.created = created
        point.buckets = [1, 0, 2, 0, 0, 3, 4]
        point.count = 10
        point.sum = 1e7
        point.bucketExemplars = [nil, nil, exemplar, nil, nil, nil, nil]
        let body: (inout TextEncoder) -> Void = { [point] in
            $0.histogram(LabelValues(["in"]), point)
        }
        #expect(
            encode(.text0, family, body) == """
                # TYPE wait_seconds histogram
                wait_seconds_bucket{queue="in",le="0"} 1
                wait_seconds_bucket{queue="in",le="0.005"} 1
                wait_seconds_bucket{queue="in",le="1"} 3
                wait_seconds_bucket{queue="in",le="100000"} 3
                wait_seconds_bucket{queue="in",le="1e+06"} 3
                wait_seconds_bucket{queue="in",le="2.5e+06"} 6
                wait_seconds_bucket{queue="in",le="+Inf"} 10
                wait_seconds_sum{queue="in"} 10000000
                wait_seconds_count{queue="in"} 10

                """
        )
        #expect(
            encode(.openMetrics1, created: true, family, body) == """
                # TYPE wait_seconds histogram
                # UNIT wait_seconds seconds
                wait_seconds_bucket{queue="in",le="0.0"} 1
                wait_seconds_bucket{queue="in",le="0.005"} 1
                wait_seconds_bucket{queue="in",le="1.0"} 3 \(traced) 0.67 1520879607.789
                wait_seconds_bucket{queue="in",le="100000.0"} 3
                wait_seconds_bucket{queue="in",le="1e+06"} 3
                wait_seconds_bucket{queue="in",le="2.5e+06"} 6
                wait_seconds_bucket{queue="in",le="+Inf"} 10
                wait_seconds_sum{queue="in"} 10000000
                wait_seconds_count{queue="in"} 10
                wait_seconds_created{queue="in"} 1520430000.123
                # EOF

                """
        )
    }

    @Test func `OpenMetrics gets no sum that could fall, and then no count`() {
        let family = FamilyDescription(name: "drift", type: .histogram, bounds: [-1])
        var point = HistogramPoint()
        point.buckets = [1, 0]
        point.count = 1
        point.sum = -2
        let body: (inout TextEncoder) -> Void = { [point] in $0.histogram(.none, point) }
        #expect(
            encode(.openMetrics1, family, body) == """
                # TYPE drift histogram
                drift_bucket{le="-1.0"} 1
                drift_bucket{le="+Inf"} 1
                # EOF

                """
        )
        #expect(encode(.text0, family, body).contains("drift_sum -2\ndrift_count 1\n"))
    }

    @Test func `a gauge histogram`() {
        let family = FamilyDescription(name: "age", type: .gaugeHistogram, bounds: [1])
        var point = HistogramPoint()
        point.buckets = [1, 1]
        point.count = 2
        point.sum = 5
        let body: (inout TextEncoder) -> Void = { [point] in $0.histogram(.none, point) }
        #expect(
            encode(.openMetrics1, created: true, family, body) == """
                # TYPE age gaugehistogram
                age_bucket{le="1.0"} 1
                age_bucket{le="+Inf"} 2
                age_gsum 5
                age_gcount 2
                # EOF

                """
        )
        #expect(
            encode(.text0, family, body) == """
                # TYPE age histogram
                age_bucket{le="1"} 1
                age_bucket{le="+Inf"} 2
                age_sum 5
                age_count 2

                """
        )
    }

    @Test func `a summary`() {
        let family = FamilyDescription(name: "size", type: .summary, quantiles: [0, 0.5, 1])
        var point = SummaryPoint()
        point.created = created
        point.count = 4
        point.sum = -1
        point.values = [-3, 0.5, .nan]
        let body: (inout TextEncoder) -> Void = { [point] in $0.summary(.none, point) }
        #expect(
            encode(.text0, family, body) == """
                # TYPE size summary
                size{quantile="0"} -3
                size{quantile="0.5"} 0.5
                size{quantile="1"} NaN
                size_sum -1
                size_count 4

                """
        )
        #expect(
            encode(.openMetrics1, created: true, family, body) == """
                # TYPE size summary
                size{quantile="0.5"} 0.5
                size{quantile="1.0"} NaN
                size_count 4
                size_created 1520430000.123
                # EOF

                """
        )
    }

    @Test func `facts and states`() {
        let facts = FamilyDescription(name: "build", type: .info, labelNames: ["version"])
        let body: (inout TextEncoder) -> Void = { $0.info(LabelValues(["1.0"])) }
        #expect(
            encode(.openMetrics1, facts, body)
                == "# TYPE build info\nbuild_info{version=\"1.0\"} 1\n# EOF\n"
        )
        #expect(
            encode(.text0, facts, body)
                == "# TYPE build_info gauge\nbuild_info{version=\"1.0\"} 1\n"
        )
        let states = FamilyDescription(name: "mode", type: .stateSet, states: ["on", "off"])
        #expect(
            encode(.openMetrics1, states) { $0.stateSet(.none, active: 0b10) } == """
                # TYPE mode stateset
                mode{mode="on"} 0
                mode{mode="off"} 1
                # EOF

                """
        )
    }

    @Test(arguments: [
        (0.00001, "1e-05", "1e-05"), (0.0001, "0.0001", "0.0001"), (12.5, "12.5", "12.5"),
        (123_456.7, "123456.7", "123456.7"), (1_234_567, "1.234567e+06", "1.234567e+06"),
        (-3, "-3", "-3.0"), (1e100, "1e+100", "1e+100"),
        (.leastNonzeroMagnitude, "5e-324", "5e-324"),
        (.infinity, "+Inf", "+Inf"), (20, "20", "20.0"), (1e5, "100000", "100000.0"),
    ])
    func `bounds are spelled as Go does, canonically in OpenMetrics`(
        bound: Double,
        plain: String,
        canonical: String
    ) {
        let family = FamilyDescription(name: "h", type: .gaugeHistogram, bounds: [bound])
        let body: (inout TextEncoder) -> Void = { encoder in
            var point = HistogramPoint()
            point.buckets = [0, 0]
            encoder.histogram(.none, point)
        }
        #expect(encode(.text0, family, body).contains("le=\"\(plain)\""))
        #expect(encode(.openMetrics1, family, body).contains("le=\"\(canonical)\""))
    }
}
