import CLinux
import Clocks
import Exposition
import TestKit
import Testing
import TraceContext

@testable import Metrics

struct ExemplarTests {
    private let options = FamilyOptions(exemplars: true)

    private func span(_ id: UInt64, sampled: Bool = true) -> SpanContext {
        SpanContext(
            traceID: TraceID(high: 1, low: id),
            spanID: SpanID(value: id),
            flags: sampled ? .sampled : []
        )
    }

    @Test func `the current sampled span becomes the exemplar of its bucket`() throws {
        let registry = Registry(time: SimulatedTime())
        let histogram = try registry.histogram(
            "h",
            help: "",
            buckets: .classic([1, 2]),
            options: options
        )
        histogram.observe(0.5)
        ActiveSpan.$current.withValue(span(1, sampled: false)) { histogram.observe(0.5) }
        ActiveSpan.$current.withValue(span(2)) { histogram.observe(1.5) }
        ActiveSpan.$current.withValue(span(3)) { histogram.observe(1.75) }
        histogram.observe(7, exemplar: span(4))
        let point = try #require(SnapshotRecorder(registry).histograms.first)
        #expect(point.bucketExemplars.map { $0?.spanID.value } == [nil, 3, 4])
        #expect(point.bucketExemplars.map { $0?.value } == [nil, 1.75, 7])
        #expect(point.buckets == [2, 2, 1])
    }

    @Test func `a counter keeps its latest one`() throws {
        let registry = Registry(time: SimulatedTime())
        let counter = try registry.counter("c", help: "", options: options)
        ActiveSpan.$current.withValue(span(1)) { counter.increment() }
        counter.increment()
        counter.increment(by: 2.5, exemplar: span(2))
        counter.increment(by: 2.5, exemplar: span(3, sampled: false))
        let text = registry.text(.openMetrics1)
        let labels = "{trace_id=\"00000000000000010000000000000002\",span_id=\"0000000000000002\"}"
        #expect(text.contains("c_total 7 # \(labels) 2.5 1767225600\n"))
        #expect(!registry.text(.text0).contains("trace_id"))
    }

    @Test func `a family that keeps none does not look for a span`() throws {
        let registry = Registry()
        let histogram = try registry.histogram("h", help: "")
        histogram.observe(1, exemplar: span(1))
        let point = try #require(SnapshotRecorder(registry).histograms.first)
        #expect(point.bucketExemplars.isEmpty)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `those of a native histogram are few and spread`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let time = SimulatedTime()
        let registry = Registry(time: time)
        let histogram = try registry.histogram(
            "h",
            help: "",
            buckets: .native(),
            options: options
        )
        histogram.observe(1e6, exemplar: span(1))
        for _ in 0..<100 {
            time.advance(by: .seconds(1))
            histogram.observe(Double.random(in: 1...2, using: &random), exemplar: span(2))
        }
        let spread = try #require(SnapshotRecorder(registry).histograms.first?.nativeExemplars)
        #expect(spread.count == 10)
        #expect(spread.contains { $0.value == 1e6 })
        #expect(zip(spread, spread.dropFirst()).allSatisfy { $0.time <= $1.time })
        // After its lifetime even the far one gives way.
        time.advance(by: .seconds(300))
        histogram.observe(1, exemplar: span(3))
        let later = try #require(SnapshotRecorder(registry).histograms.first?.nativeExemplars)
        #expect(!later.contains { $0.value == 1e6 })
    }

    @Test func `the latest one is shown where a native histogram has a single bucket line`() throws
    {
        let registry = Registry(time: SimulatedTime())
        let histogram = try registry.histogram(
            "h",
            help: "",
            buckets: .native(),
            options: options
        )
        histogram.observe(3, exemplar: span(1))
        let text = registry.text(.openMetrics1)
        #expect(text.contains("h_bucket{le=\"+Inf\"} 1 # {trace_id="))
    }
}
