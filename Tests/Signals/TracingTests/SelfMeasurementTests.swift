import Clocks
import TestKit
import Testing
import TraceContext

@testable import Tracing

struct SelfMeasurementTests {
    private func value(
        _ provider: TracerProvider,
        _ name: String,
        _ attributes: Attributes = [:]
    ) -> SelfMeasurement.Value? {
        provider.measurements
            .first { measurement in
                measurement.name == name
                    && attributes.allSatisfy { measurement.attributes[$0.key] == $0.value }
            }?
            .value
    }

    @Test func `T19: started spans are counted by decision and origin of the parent`() {
        let fixture = Fixture()
        let local = fixture.tracer.startSpan("root")
        fixture.tracer.startSpan("child", parent: .span(local)).end()
        for flags in [SpanContext.Flags.sampled, []] {
            fixture.tracer.startSpan("remote", parent: .context(.remote(flags))).end()
        }
        func started(_ result: AttributeValue, _ origin: AttributeValue) -> SelfMeasurement.Value? {
            value(
                fixture.provider,
                "otel.sdk.span.started",
                ["otel.span.sampling_result": result, "otel.span.parent.origin": origin]
            )
        }
        #expect(started("RECORD_AND_SAMPLE", "none") == .counter(1))
        #expect(started("RECORD_AND_SAMPLE", "local") == .counter(1))
        #expect(started("RECORD_AND_SAMPLE", "remote") == .counter(1))
        #expect(started("DROP", "remote") == .counter(1))
        #expect(started("RECORD_ONLY", "none") == .counter(0))
    }

    @Test func `T19: live spans go up and down, also when one goes away without an end`() {
        let fixture = Fixture(sampler: AlwaysRecordSampler(AlwaysOffSampler()))
        func live() -> SelfMeasurement.Value? {
            value(
                fixture.provider,
                "otel.sdk.span.live",
                ["otel.span.sampling_result": "RECORD_ONLY"]
            )
        }
        let span = fixture.tracer.startSpan("work")
        #expect(live() == .level(1))
        do { _ = fixture.tracer.startSpan("forgotten") }
        #expect(live() == .level(1))
        #expect(value(fixture.provider, "tocsin.sdk.span.abandoned") == .counter(1))
        span.end()
        #expect(live() == .level(0))
    }

    @Test func `T19: processor and exporter are measured under the names of the conventions`() async
    {
        let exporter = ScriptedExporter([.success, .failure])
        var limits = BatchSpanProcessor.Options()
        limits.maxExportBatchSize = 2
        let time = SimulatedTime()
        let processor = BatchSpanProcessor(exporter, limits, time: time, report: { _ in })
        let fixture = Fixture { $0.processors = [processor] }
        for _ in 0..<3 { fixture.tracer.startSpan("work").end() }
        #expect(value(fixture.provider, "otel.sdk.processor.span.queue.size") == .level(3))
        #expect(value(fixture.provider, "otel.sdk.processor.span.queue.capacity") == .level(2048))
        _ = await fixture.provider.forceFlush()
        #expect(value(fixture.provider, "otel.sdk.processor.span.processed") == .counter(3))
        #expect(value(fixture.provider, "otel.sdk.exporter.span.inflight") == .level(0))
        let exported = "otel.sdk.exporter.span.exported"
        #expect(value(fixture.provider, exported) == .counter(2))
        let type: Attributes = ["error.type": "TracingTests.Failure"]
        #expect(value(fixture.provider, exported, type) == .counter(1))
        let duration = value(fixture.provider, "otel.sdk.exporter.operation.duration")
        guard case .histogram(let count, let sum, let bounds, let counts) = duration else {
            Issue.record("no histogram")
            return
        }
        #expect((count, sum, counts.first) == (1, 0, 1))
        #expect(counts.count == bounds.count + 1)
        let components = processor.measurements.map { $0.attributes["otel.component.type"] }
        #expect(components.allSatisfy { $0 != nil })
        #expect(exporter.componentAttributes["server.address"] == "localhost")
    }
}
