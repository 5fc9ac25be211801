import Clocks
import Synchronization
import Testing
import TraceContext

@testable import Tracing

struct ProviderTests {
    @Test func `T1: a tracer has name, version, schema and attributes`() {
        let provider = Fixture().provider
        let tracer = provider.tracer(
            "lib",
            version: "2",
            schemaURL: "http://s",
            attributes: ["a": 1]
        )
        let scope = InstrumentationScope(
            "lib",
            version: "2",
            schemaURL: "http://s",
            attributes: ["a": 1]
        )
        #expect(tracer.scope == scope)
    }

    @Test func `T1: a tracer without a name works and is reported`() {
        let fixture = Fixture()
        fixture.provider.tracer("").startSpan("work").end()
        #expect(fixture.spans.count == 1)
        #expect(fixture.problems.list == [.unnamedTracer])
    }

    @Test func `T1: changes at run time reach tracers that were handed out before`() {
        let fixture = Fixture()
        func isRecorded() -> Bool { fixture.tracer.startSpan("work").isRecording }
        #expect(isRecorded())
        fixture.provider.setSampler(AlwaysOffSampler())
        #expect(!isRecorded())
        fixture.provider.setSampler(TraceIDRatioSampler(ratio: 1))
        #expect(isRecorded())
        fixture.provider.setEnabled(false)
        #expect(!isRecorded())
        #expect(!fixture.tracer.isEnabled)
        fixture.provider.setEnabled(true)
        #expect(isRecorded())
    }

    @Test func `T1: samplers may be replaced while other tasks start spans`() async {
        let fixture = Fixture { $0.processors = [] }
        await withDiscardingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 { fixture.tracer.startSpan("work").end() }
                }
            }
            for round in 0..<200 {
                let ratio = Double(round % 2)
                fixture.provider.setSampler(TraceIDRatioSampler(ratio: ratio))
            }
        }
        let started = fixture.provider.measurements.reduce(0 as UInt64) {
            sum,
            measurement in
            guard case .counter(let count) = measurement.value else { return sum }
            return measurement.name == "otel.sdk.span.started" ? sum + count : sum
        }
        #expect(started == 2000)
    }

    @Test func `T2: after shutdown tracers do nothing, and a second shutdown fails`() async {
        let fixture = Fixture()
        #expect(await fixture.provider.shutdown() == .success)
        let span = fixture.tracer.startSpan("late")
        span.end()
        #expect(!span.isRecording)
        #expect(fixture.spans.isEmpty)
        fixture.provider.setEnabled(true)
        #expect(!fixture.provider.isActive)
        #expect(await fixture.provider.shutdown() == .failure)
        #expect(fixture.problems.list == [.calledAfterShutdown("shutdown")])
    }

    @Test func `a provider that is switched off passes the parent's context on`() {
        let fixture = Fixture { $0.isEnabled = false }
        let span = fixture.tracer.startSpan("work", parent: .context(.remote(state: "a=1")))
        #expect(span.context == .remote(state: "a=1"))
        #expect(!fixture.tracer.startSpan("work").context.isValid)
        fixture.tracer.withSpan("work") { _ in #expect(ActiveSpan.current == nil) }
    }

    @Test func `T7: a span that is dropped has an id of its own`() {
        let fixture = Fixture { options in
            options.sampler = AlwaysOffSampler()
            options.ids = CountingIDs()
        }
        let root = fixture.tracer.startSpan("root")
        let child = fixture.tracer.startSpan("child", parent: .span(root))
        #expect(root.context.traceID.low == 1)
        #expect(root.context.spanID.value == 2)
        #expect(child.context.traceID.low == 1)
        #expect(child.context.spanID.value == 3)
        #expect(!child.context.isSampled)
    }

    private struct Spy: Sampler {
        let seen: Mutexed<[SamplingRequest]> = Mutexed([])
        let decision: SamplingResult.Decision
        var description: String { "Spy" }

        func sample(_ span: SamplingRequest) -> SamplingResult {
            seen.value.withLock { $0.append(span) }
            return SamplingResult(
                decision,
                attributes: ["sampler": "spy"],
                traceState: TraceState("spy=1") ?? TraceState()
            )
        }
    }

    private final class Mutexed<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: Value) { self.value = Mutex(value) }
    }

    @Test(arguments: SamplingResult.Decision.allCases)
    func `T7: the sampler sees the whole span before it has an id, and its decision is carried out`(
        decision: SamplingResult.Decision
    ) throws {
        let spy = Spy(decision: decision)
        let fixture = Fixture { options in
            options.sampler = spy
            options.ids = CountingIDs()
        }
        let link = SpanLink(.remote())
        let span = fixture.tracer.startSpan(
            "work",
            kind: .client,
            attributes: ["a": 1],
            links: [link]
        )
        let request = try #require(spy.seen.value.withLock { $0.first })
        #expect(request.traceID == span.context.traceID)
        #expect(request.name == "work")
        #expect(request.kind == .client)
        #expect(request.attributes == ["a": 1])
        #expect(request.links == [link])
        #expect(request.parent == nil)
        #expect(span.context.spanID.value > span.context.traceID.low)
        #expect(span.context.traceState.description == "spy=1")
        #expect(span.isRecording == (decision != .drop))
        #expect(span.context.isSampled == (decision == .recordAndSample))
        span.end()
        let attributes = fixture.spans.map(\.attributes)
        #expect(attributes == (decision == .drop ? [] : [["a": 1, "sampler": "spy"]]))
    }

    @Test func `T10: a new trace has the random flag where its id is random, and keeps it`() {
        #expect(Fixture().tracer.startSpan("root").context.flags == [.sampled, .random])
        let counting = Fixture { $0.ids = CountingIDs() }
        #expect(counting.tracer.startSpan("root").context.flags == .sampled)
    }

    @Test(arguments: [SpanContext.Flags.sampled, [.sampled, .random], .random, []])
    func `P3: the random flag of a remote parent is passed on unchanged`(flags: SpanContext.Flags) {
        let span = Fixture().tracer.startSpan("work", parent: .context(.remote(flags)))
        #expect(span.context.flags.contains(.random) == flags.contains(.random))
    }

    @Test func `T11: ids are random, and differ in every thread`() async {
        let tracer = Fixture { $0.processors = [] }.tracer
        let ids = await withTaskGroup(of: Set<TraceID>.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    Set((0..<1000).map { _ in tracer.startSpan("work").context.traceID })
                }
            }
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(ids.count == 8000)
        let bits = ids.reduce(0) { $0 + $1.low.nonzeroBitCount }
        #expect(abs(Double(bits) / 8000 - 32) < 0.5)
    }

    @Test func `T6: problems go to the handler that the program sets`() {
        let fixture = Fixture { $0.limits.events = 0 }
        fixture.tracer.withSpan("work") { $0.addEvent("lost") }
        #expect(
            fixture.problems.list.map(\.description) == [
                "span work lost 0 attributes, 1 events and 0 links to its limits"
            ]
        )
    }

    @Test func `T1: the global provider does nothing until one is set`() {
        #expect(!TracerProvider.global.isActive)
        let fixture = Fixture()
        let before = TracerProvider.global
        TracerProvider.global = fixture.provider
        TracerProvider.global.tracer("lib").startSpan("work").end()
        TracerProvider.global = before
        #expect(fixture.spans.map(\.name) == ["work"])
    }
}
