import Bytes
import CLinux
import Compression
import Exposition
import Metrics

/// What a scrape costs.
struct Expositions {
    func run(series: Int) throws {
        let registry = try Self.counters(series)
        measure("text", registry, .text0)
        measure("openmetrics", registry, .openMetrics1)
        measure("protobuf", registry, .protobuf)
        measure("text-gzip", registry, .text0, zip: true)
        Stopwatch.report("scrape-heap-bytes", heap(registry), 1)
        Stopwatch.report("scrape-heap-bytes-of-a-tenth", heap(try Self.counters(series / 10)), 1)
        measure("text-histograms", try Self.histograms(series / 14), .text0)
    }

    private static func counters(_ count: Int) throws -> Registry {
        let registry = Registry()
        let family = try registry.counter(
            "http_server_requests",
            help: "Requests.",
            labels: ["method", "path", "code"],
            options: FamilyOptions(cardinalityLimit: count)
        )
        for index in 0..<count {
            family.with("GET", "/api/v1/releases/\(index)", "200").increment(by: index * 7)
        }
        return registry
    }

    private static func histograms(_ count: Int) throws -> Registry {
        let registry = Registry()
        let family = try registry.histogram(
            "http_server_duration",
            help: "Duration.",
            unit: "seconds",
            labels: ["method", "path", "code"],
            options: FamilyOptions(cardinalityLimit: count)
        )
        let values = Updates.values()
        for index in 0..<count {
            let child = family.with("GET", "/api/v1/releases/\(index)", "200")
            for step in 0..<100 { child.observe(values[(index + step) & 4095]) }
        }
        return registry
    }

    private func measure(
        _ name: String,
        _ registry: Registry,
        _ format: ExpositionFormat,
        zip: Bool = false
    ) {
        Stopwatch.measure(name, 5) { count in
            for _ in 0..<count { _ = scrape(registry, format, zip: zip) { _ in } }
        }
    }

    /// How much more memory is in use, at most, while a scrape goes on.
    private func heap(_ registry: Registry) -> Int {
        let before = tocsin_heap_bytes()
        var most: UInt64 = 0
        _ = scrape(registry, .protobuf) { _ in most = max(most, tocsin_heap_bytes()) }
        return Int(most - before)
    }

    /// Returns how many bytes there were.
    private func scrape(
        _ registry: Registry,
        _ format: ExpositionFormat,
        zip: Bool = false,
        _ take: (borrowing ByteBuffer) -> Void
    ) -> Int {
        let negotiation = Negotiation(format: format, escaping: .underscores)
        let plain = registry.exposition(negotiation)
        let source = zip ? GzipSource(plain) ?? plain : plain
        var buffer = ByteBuffer(capacity: 64 * 1024)
        var total = 0
        while (try? source.next(into: &buffer)) == true {
            total += buffer.count
            take(buffer)
            buffer.removeAll()
        }
        return total
    }
}
