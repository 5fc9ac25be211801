import Bytes
import Clocks
import Exposition
import HTTPServer
import JSON
import Metrics
import TestKit
import Testing
import TraceContext

/// Debian's Prometheus scrapes a registry in every format and answers what the registry says.
@Suite(.timeLimit(.minutes(2)))
struct PrometheusTests {
    private let registry = Registry()
    private let span = SpanContext(
        traceID: TraceID(high: 0x0AF7_6519_16CD_43DD, low: 0x8448_EB21_1C80_319C),
        spanID: SpanID(value: 0xB7AD_6B71_6920_3331),
        flags: .sampled
    )

    private func fill() throws {
        let exemplars = FamilyOptions(exemplars: true)
        let requests = try registry.counter(
            "requests",
            help: "Answered \"requests\".",
            labels: ["method", "path"],
            options: exemplars
        )
        ActiveSpan.$current.withValue(span) { requests.with("GET", "/a\"b\\c\nd é").increment() }
        requests.with("PUT", "").increment(by: 1 << 60)
        requests.with("PATCH", "/half").increment(by: 0.5)
        try registry.gauge("temperature", help: "Outside.", unit: "celsius").set(-273.15)
        try registry.gauge("limit", help: "None.").set(.infinity)
        let classic = try registry.histogram(
            "classic",
            help: "Classic buckets.",
            unit: "seconds",
            buckets: .classic([0.1, 1, 1e6]),
            options: exemplars
        )
        ActiveSpan.$current.withValue(span) { classic.observe(0.5) }
        for value in [0.1, 0.100001, 5, 2e6] { classic.observe(value) }
        let native = try registry.histogram(
            "native",
            help: "Exponential buckets.",
            labels: ["kind"],
            buckets: .native()
        )
        for step in 1...1000 { native.with("spread").observe(Double(step) / 10) }
        for value in [-4.0, 0, 4] { native.with("signed").observe(value) }
        _ = native.with("empty")
        let summary = try registry.summary("wait", help: "Quantiles.", quantiles: [0.5, 0.99])
        for step in 1...100 { summary.observe(Double(step)) }
        try registry.stateSet("phase", help: "States.", states: ["up", "down"]).set(only: "up")
        _ = try registry.info("build", help: "Facts.", ["version": "1.2.3"])
    }

    private enum Wire: String, CaseIterable {
        case text
        case openMetrics
        case protobuf

        var format: ExpositionFormat {
            switch self {
            case .text: .text0
            case .openMetrics: .openMetrics1
            case .protobuf: .protobuf
            }
        }
    }

    /// Runs `body` with a Prometheus that has scraped the registry at least once in one format.
    private func scraped(
        as wire: Wire,
        _ body: @escaping @Sendable (PrometheusServer) async throws -> Void
    ) async throws {
        try fill()
        let (scrapes, continuation) = AsyncStream.makeStream(of: Void.self)
        let registry = registry
        let negotiation = Negotiation(format: wire.format, escaping: .underscores)
        let route = Route(.get, path: "/metrics", access: .anyone) { _ in
            continuation.yield()
            return Response(
                headers: [Header("Content-Type", negotiation.contentType)],
                body: .stream { registry.exposition(negotiation) as any ByteSource }
            )
        }
        let server = try Server(
            [.init(try ListenAddress("127.0.0.1:0"))],
            routes: Routes([route]),
            time: SystemTime()
        )
        let port = try #require(server.ports[0])
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            let prometheus = try await PrometheusServer(
                configuration: """
                    global: {scrape_interval: 250ms, scrape_timeout: 250ms}
                    scrape_configs:
                      - job_name: tocsin
                        static_configs: [{targets: ["127.0.0.1:\(port)"]}]
                    """,
                features: ["native-histograms", "exemplar-storage"]
            )
            // Scrapes of a target follow one another: the second begins when the first is stored.
            var iterator = scrapes.makeAsyncIterator()
            for _ in 0..<2 { await iterator.next() }
            try await body(prometheus)
            try await prometheus.stop()
            group.cancelAll()
        }
    }

    /// Every instant value of the job, by its name and labels as OpenMetrics spells them.
    private static func values(_ prometheus: PrometheusServer, _ query: String) throws -> [String:
        Double]
    {
        let answer = try JSONValue(parsing: prometheus.get("/api/v1/query", [("query", query)]))
        var found: [String: Double] = [:]
        for series in answer["data"]?["result"]?.elements ?? [] {
            let labels = (series["metric"]?.object?.members ?? [])
                .filter { !["__name__", "job", "instance"].contains($0.key) }
                .map { "\($0.key)=\($0.value.text ?? "")" }.sorted().joined(separator: ",")
            let name = series["metric"]?["__name__"]?.text ?? ""
            let value = series["value"]?.elements?.last?.text ?? ""
            found["\(name){\(labels)}"] = Double(value.replacing("Inf", with: "inf"))
        }
        return found
    }

    @Test(arguments: [Wire.text, .openMetrics])
    private func `every value of the text formats arrives`(wire: Wire) async throws {
        let registry = registry
        try await scraped(as: wire) { prometheus in
            let stored = try Self.values(prometheus, "{job=\"tocsin\"}").filter {
                !$0.key.hasPrefix("scrape_") && !$0.key.hasPrefix("up{")
            }
            var expected = ExpectedSeries(usesCanonicalBounds: wire == .openMetrics)
            var cursor = SnapshotCursor(registry)
            while cursor.step(into: &expected) {}
            #expect(stored.keys.sorted() == expected.values.keys.sorted())
            #expect(stored == expected.values)
        }
    }

    @Test func `protobuf brings native histograms whole`() async throws {
        try await scraped(as: .protobuf) { prometheus in
            let counts = try Self.values(prometheus, "histogram_count(native)")
            #expect(counts == ["{kind=spread}": 1000, "{kind=signed}": 3, "{kind=empty}": 0])
            let sums = try Self.values(prometheus, "histogram_sum(native)")
            #expect(abs((sums["{kind=spread}"] ?? 0) - 50_050) < 1e-6)
            let median = try Self.values(prometheus, "histogram_quantile(0.5, native)")[
                "{kind=spread}"
            ]
            #expect(abs((median ?? 0) - 50) < 50 * 0.05)
            let middle = try Self.values(prometheus, "histogram_quantile(0.5, native)")[
                "{kind=signed}"
            ]
            #expect(abs(middle ?? 1) < 1e-30)
            let requests = try Self.values(prometheus, "requests_total")
            #expect(requests["requests_total{method=PUT}"] == Double(1 << 60))
            #expect(requests["requests_total{method=PATCH,path=/half}"] == 0.5)
            let classic = try Self.values(prometheus, "classic_seconds_bucket")
            #expect(classic["classic_seconds_bucket{le=1.0}"] == 3)
        }
    }

    @Test(arguments: [Wire.openMetrics, .protobuf])
    private func `exemplars come back with their trace`(wire: Wire) async throws {
        try await scraped(as: wire) { prometheus in
            for query in ["requests_total", "classic_seconds_bucket"] {
                let answer = try JSONValue(
                    parsing: prometheus.get(
                        "/api/v1/query_exemplars",
                        [("query", query), ("start", "0"), ("end", "9999999999")]
                    )
                )
                let exemplar = answer["data"]?.elements?.first?["exemplars"]?.elements?.first
                #expect(
                    exemplar?["labels"]?["trace_id"]?.text == "0af7651916cd43dd8448eb211c80319c",
                    "\(query)"
                )
                #expect(exemplar?["labels"]?["span_id"]?.text == "b7ad6b7169203331")
            }
        }
    }
}
