import Metrics
import Testing

struct RegistryTests {
    private func text(_ registry: Registry, accept: String? = nil) -> String {
        let scrape = registry.scrape(accept: accept)
        var bytes: [UInt8] = []
        while let piece = scrape.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `what has no labels is there at zero at once`() throws {
        let registry = Registry()
        _ = try registry.counter("requests", help: "Answered.")
        _ = try registry.gauge("free", help: "Free.", unit: "bytes")
        _ = try registry.histogram("latency", help: "", unit: "seconds", buckets: .classic([1]))
        #expect(
            text(registry) == """
                # HELP free_bytes Free.
                # TYPE free_bytes gauge
                free_bytes 0
                # TYPE latency_seconds histogram
                latency_seconds_bucket{le="1"} 0
                latency_seconds_bucket{le="+Inf"} 0
                latency_seconds_sum 0
                latency_seconds_count 0
                # HELP requests_total Answered.
                # TYPE requests_total counter
                requests_total 0

                """
        )
    }
}
