import Clocks
import TestKit
import Testing
import TraceContext

@testable import Tracing

/// A batch processor under simulated time, with its provider.
private struct Batch {
    let time = SimulatedTime()
    let exporter: ScriptedExporter
    let problems = Problems()
    let processor: BatchSpanProcessor
    let provider: TracerProvider
    let tracer: Tracer

    init(
        _ answers: [ScriptedExporter.Answer] = [.success],
        queue: Int = 8,
        batch: Int = 4,
        sampler: any Sampler = AlwaysOnSampler()
    ) {
        exporter = ScriptedExporter(answers)
        var limits = BatchSpanProcessor.Options()
        limits.maxQueueSize = queue
        limits.maxExportBatchSize = batch
        processor = BatchSpanProcessor(exporter, limits, time: time, report: problems.report)
        var options = TracingOptions()
        options.sampler = sampler
        options.processors = [processor]
        options.report = problems.report
        provider = TracerProvider(options, time: time)
        tracer = provider.tracer("test")
    }

    func end(_ names: ClosedRange<Int>) {
        for name in names { tracer.startSpan("\(name)").end() }
    }

    /// Runs the processors beside `body`.
    func running(_ body: @Sendable () async -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await provider.run() }
            await body()
            group.cancelAll()
        }
    }

    func count(_ name: String, _ errorType: AttributeValue? = nil) -> SelfMeasurement.Value? {
        processor.measurements
            .first { $0.name == name && $0.attributes["error.type"] == errorType }?.value
    }
}

struct BatchSpanProcessorTests {
    @Test func `T16: the defaults are those of OpenTelemetry`() {
        let options = BatchSpanProcessor.Options()
        #expect(options.scheduleDelay == .seconds(5))
        #expect(options.exportTimeout == .seconds(30))
        #expect(options.maxQueueSize == 2048)
        #expect(options.maxExportBatchSize == 512)
    }

    @Test func `T16: a whole batch goes out at once, without a look at the clock`() async {
        let batch = Batch()
        await batch.running {
            await batch.time.sleepers(1)
            batch.end(1...4)
            await batch.exporter.exports(1)
        }
        #expect(batch.exporter.batches == [["1", "2", "3", "4"]])
    }

    @Test func `T16: fewer spans wait for the schedule`() async {
        let batch = Batch()
        await batch.running {
            batch.end(1...3)
            await batch.time.sleepers(1)
            #expect(batch.exporter.batches.isEmpty)
            batch.time.advance(by: .seconds(5))
            await batch.exporter.exports(1)
            // It sleeps on; the next span waits for the next round.
            await batch.time.sleepers(1)
            batch.end(4...4)
            batch.time.advance(by: .seconds(5))
            await batch.exporter.exports(1)
        }
        #expect(batch.exporter.batches == [["1", "2", "3"], ["4"]])
    }

    @Test func `T16: a flush sends everything that has ended before it`() async {
        let batch = Batch()
        await batch.running {
            batch.end(1...6)
            #expect(await batch.provider.forceFlush() == .success)
            #expect(batch.exporter.batches == [["1", "2", "3", "4"], ["5", "6"]])
        }
        #expect(batch.exporter.flushes == 1)
    }

    @Test func `T16: a flush works where nobody runs the processor`() async {
        let batch = Batch()
        batch.end(1...6)
        #expect(await batch.provider.forceFlush() == .success)
        #expect(batch.exporter.batches == [["1", "2", "3", "4"], ["5", "6"]])
    }

    @Test func `T16: a full queue drops, counts by reason and tells it once`() async {
        let batch = Batch()
        batch.end(1...11)
        #expect(batch.count("otel.sdk.processor.span.processed", "queue_full") == .counter(3))
        #expect(batch.problems.list == [.queueFull(capacity: 8)])
        #expect(await batch.provider.forceFlush() == .success)
        #expect(batch.exporter.batches.flatMap { $0 } == (1...8).map { "\($0)" })
        batch.end(1...9)
        #expect(batch.problems.list.count == 2)
    }

    @Test
    func `T15: a hanging exporter costs the caller nothing, and is given up after the timeout`()
        async
    {
        let batch = Batch([.hang, .success])
        await batch.running {
            batch.end(1...4)
            await batch.exporter.exports(1)
            batch.end(5...20)
            #expect(batch.count("otel.sdk.exporter.span.inflight") == .level(4))
            #expect(batch.count("otel.sdk.processor.span.queue.size") == .level(8))
            #expect(batch.count("otel.sdk.processor.span.processed", "queue_full") == .counter(8))
            await batch.time.sleepers(1)
            batch.time.advance(by: .seconds(30))
            await batch.exporter.exports(2)
        }
        #expect(batch.exporter.batches.dropFirst().flatMap { $0 } == (5...12).map { "\($0)" })
        #expect(batch.count("otel.sdk.exporter.span.exported", "timeout") == .counter(4))
    }

    @Test func `T2: a flush and a shutdown end in time even while the exporter hangs`() async {
        let batch = Batch([.hang])
        await batch.running {
            batch.end(1...4)
            await batch.exporter.exports(1)
            async let flush = batch.provider.forceFlush(within: .seconds(1))
            // The limit of the export and that of the flush.
            await batch.time.sleepers(2)
            batch.time.advance(by: .seconds(1))
            #expect(await flush == .timeout)
            async let shutdown = batch.provider.shutdown(within: .seconds(2))
            await batch.time.sleepers(2)
            batch.time.advance(by: .seconds(2))
            #expect(await shutdown == .timeout)
        }
    }

    @Test func `T2: a shutdown flushes, shuts the exporter down once and ends the run`() async {
        let batch = Batch()
        async let run: Void = batch.provider.run()
        batch.end(1...6)
        #expect(await batch.provider.shutdown() == .success)
        await run
        #expect(batch.exporter.batches.flatMap { $0 } == (1...6).map { "\($0)" })
        #expect(batch.exporter.shutdowns == 1)
        batch.end(7...8)
        #expect(await batch.processor.forceFlush(within: .seconds(1)) == .success)
        #expect(batch.exporter.batches.flatMap { $0 }.count == 6)
    }

    @Test func `T16: spans that end after the shutdown are counted`() async {
        let batch = Batch()
        let late = batch.tracer.startSpan("late")
        _ = await batch.provider.shutdown()
        late.end()
        let dropped = batch.count("otel.sdk.processor.span.processed", "already_shutdown")
        #expect(dropped == .counter(1))
        #expect(batch.exporter.batches.isEmpty)
    }

    @Test func `T16: the processor does not retry, and tells what was lost`() async {
        let batch = Batch([.failure, .success])
        batch.end(1...4)
        #expect(await batch.provider.forceFlush() == .success)
        #expect(batch.exporter.batches.count == 1)
        #expect(batch.problems.list == [.exportFailed(spans: 4, reason: "refused")])
    }

    @Test func `T15: one exporter is never called twice at the same time`() async {
        let batch = Batch(queue: 4096, batch: 7)
        await batch.running {
            await withDiscardingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<100 {
                            batch.tracer.startSpan("work").end()
                            _ = await batch.provider.forceFlush()
                        }
                    }
                }
            }
        }
        #expect(batch.exporter.mostRunning == 1)
        #expect(batch.exporter.batches.flatMap { $0 }.count == 400)
    }

    @Test func `T15: exporters get only sampled spans`() async {
        let batch = Batch(sampler: AlwaysRecordSampler(AlwaysOffSampler()))
        batch.end(1...4)
        _ = await batch.provider.forceFlush()
        #expect(batch.exporter.batches.isEmpty)
    }

    @Test func `T15: the simple processor exports every span by itself and at once`() async {
        let exporter = ScriptedExporter()
        let time = SimulatedTime()
        let processor = BatchSpanProcessor.simple(exporter, time: time)
        var options = TracingOptions()
        options.processors = [processor]
        let provider = TracerProvider(options, time: time)
        async let run: Void = provider.run()
        for name in ["a", "b", "c"] { provider.tracer("test").startSpan(name).end() }
        await exporter.exports(3)
        _ = await provider.shutdown()
        await run
        #expect(exporter.batches == [["a"], ["b"], ["c"]])
        let types = Set(processor.measurements.compactMap { $0.attributes["otel.component.type"] })
        #expect(types == ["simple_span_processor", "scripted_span_exporter"])
    }

    @Test func `T16: a batch larger than the queue counts as the queue`() async {
        let batch = Batch(queue: 2, batch: 100)
        await batch.running {
            batch.end(1...2)
            await batch.exporter.exports(1)
        }
        #expect(batch.exporter.batches == [["1", "2"]])
    }

    @Test func `a run that is cancelled gives the work back to whoever flushes`() async {
        let batch = Batch()
        await batch.running { await batch.time.sleepers(1) }
        batch.end(1...3)
        #expect(await batch.provider.forceFlush() == .success)
        #expect(batch.exporter.batches == [["1", "2", "3"]])
    }

    @Test func `T14: spans of many tasks all arrive, whatever the batches`() async {
        let batch = Batch(queue: 100_000, batch: 64)
        await batch.running {
            await withDiscardingTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        for round in 0..<500 { batch.tracer.startSpan("\(task)/\(round)").end() }
                    }
                }
            }
            _ = await batch.provider.forceFlush()
        }
        let names = batch.exporter.batches.flatMap { $0 }
        #expect(names.count == 4000)
        #expect(Set(names).count == 4000)
        #expect(batch.exporter.batches.allSatisfy { $0.count <= 64 })
    }

    @Test func `a delay of zero does not make the processor spin`() async {
        let time = SimulatedTime()
        let exporter = ScriptedExporter()
        var limits = BatchSpanProcessor.Options()
        limits.scheduleDelay = .zero
        let processor = BatchSpanProcessor(exporter, limits, time: time)
        await withDiscardingTaskGroup { group in
            group.addTask { await processor.run() }
            await time.sleepers(1)
            group.cancelAll()
        }
    }
}
