import Clocks
import TestKit
import Testing
import TraceContext

@testable import Tracing

private struct Tail {
    let time = SimulatedTime()
    let collector = SpanCollector()
    let processor: TailSpanProcessor
    let provider: TracerProvider
    let tracer: Tracer

    init(
        slowerThan slowness: Duration? = .seconds(1),
        limits: TailSpanProcessor.Limits = .init(),
        sampler: any Sampler = AlwaysRecordSampler(AlwaysOffSampler())
    ) {
        processor = TailSpanProcessor(slowerThan: slowness, limits: limits, next: collector)
        var options = TracingOptions()
        options.sampler = sampler
        options.processors = [processor]
        provider = TracerProvider(options, time: time)
        tracer = provider.tracer("test")
    }

    var names: [String] { collector.spans.map(\.name) }

    func count(_ outcome: AttributeValue) -> SelfMeasurement.Value? {
        processor.measurements.first { $0.attributes["outcome"] == outcome }?.value
    }

    /// A root with one child, of which either may fail.
    func trace(_ name: String, childFails: Bool = false, takes: Duration = .zero) {
        let root = tracer.startSpan("\(name) root", parent: .root)
        let child = tracer.startSpan("\(name) child", parent: .span(root))
        if childFails { child.setStatus(.error()) }
        child.end()
        time.advance(by: takes)
        root.end()
    }
}

struct TailSpanProcessorTests {
    @Test func `T14: a local trace in which a span failed is kept whole, and sampled after all`() {
        let tail = Tail()
        tail.trace("good")
        tail.trace("bad", childFails: true)
        #expect(tail.names == ["bad child", "bad root"])
        #expect(tail.collector.spans.allSatisfy { $0.context.isSampled })
        #expect(tail.count("kept") == .counter(2))
        #expect(tail.count("passed_over") == .counter(2))
    }

    @Test func `T14: a slow local trace is kept whole, where slowness is asked for`() {
        let tail = Tail()
        tail.trace("quick", takes: .milliseconds(999))
        tail.trace("slow", takes: .seconds(1))
        #expect(tail.names == ["slow child", "slow root"])
        let patient = Tail(slowerThan: nil)
        patient.trace("slow", takes: .seconds(100))
        #expect(patient.names == [])
    }

    @Test func `spans that were sampled go on at once`() {
        let tail = Tail(sampler: AlwaysOnSampler())
        let root = tail.tracer.startSpan("root")
        tail.tracer.startSpan("child", parent: .span(root)).end()
        #expect(tail.names == ["child"])
    }

    @Test func `a span that comes after its trace shares its fate`() {
        let tail = Tail()
        for fails in [true, false] {
            let root = tail.tracer.startSpan("root \(fails)", parent: .root)
            if fails { root.setStatus(.error()) }
            root.end()
            tail.tracer.startSpan("late \(fails)", parent: .span(root)).end()
        }
        #expect(tail.names == ["root true", "late true"])
    }

    @Test func `a trace waits for children that outlive its root`() {
        let tail = Tail()
        let root = tail.tracer.startSpan("root")
        let child = tail.tracer.startSpan("child", parent: .span(root))
        root.end()
        #expect(tail.names == [])
        child.setStatus(.error())
        child.end()
        #expect(tail.names == ["root", "child"])
    }

    @Test func `the oldest trace is decided early when there are too many`() {
        var limits = TailSpanProcessor.Limits()
        limits.traces = 2
        let tail = Tail(limits: limits)
        let spans = (0..<4).map { number in
            let root = tail.tracer.startSpan("root \(number)", parent: .root)
            let child = tail.tracer.startSpan("child \(number)", parent: .span(root))
            if number == 0 { child.setStatus(.error()) }
            child.end()
            return root
        }
        #expect(tail.names == ["child 0"])
        for span in spans { span.end() }
        // The rest of an early decided trace follows the decision.
        #expect(tail.names == ["child 0", "root 0"])
    }

    @Test func `spans beyond the limit of one trace are lost and counted`() {
        var limits = TailSpanProcessor.Limits()
        limits.spansPerTrace = 2
        let tail = Tail(limits: limits)
        tail.tracer.withSpan("root") { root in
            for number in 0..<5 { tail.tracer.startSpan("\(number)").end() }
            root.setStatus(.error())
        }
        #expect(tail.names == ["0", "1"])
        #expect(tail.count("lost") == .counter(4))
    }

    @Test func `all waiting spans together have a limit, too`() {
        var limits = TailSpanProcessor.Limits()
        limits.spans = 10
        let tail = Tail(limits: limits)
        let roots = (0..<5).map { tail.tracer.startSpan("\($0)", parent: .root) }
        for root in roots {
            for _ in 0..<4 { tail.tracer.startSpan("child", parent: .span(root)).end() }
        }
        #expect(tail.count("passed_over") == .counter(12))
    }

    @Test func `T2: a shutdown decides about what is still open`() async {
        let tail = Tail()
        let root = tail.tracer.startSpan("root")
        let child = tail.tracer.startSpan("child", parent: .span(root))
        child.setStatus(.error())
        child.end()
        #expect(await tail.provider.shutdown() == .success)
        #expect(tail.names == ["child"])
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `every span is kept, passed over or lost, and whole traces stay together`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let tail = Tail(slowerThan: nil)
        var open: [(span: Span, isRoot: Bool)] = []
        var failed: Set<TraceID> = []
        var sizes: [TraceID: Int] = [:]
        var ended = 0
        for _ in 0..<2000 {
            if open.isEmpty || Int.random(in: 0..<3, using: &random) > 0 {
                let parent = open.randomElement(using: &random)?.span
                let isChild = parent != nil && Bool.random(using: &random)
                let under = isChild ? parent.map { SpanParent.span($0) } : nil
                let span = tail.tracer.startSpan("span", parent: under ?? .root)
                sizes[span.context.traceID, default: 0] += 1
                open.append((span, !isChild))
            } else {
                let index = Int.random(in: open.indices, using: &random)
                let span = open.remove(at: index).span
                if Int.random(in: 0..<10, using: &random) == 0 {
                    span.setStatus(.error())
                    failed.insert(span.context.traceID)
                }
                span.end()
                ended += 1
            }
        }
        for entry in open {
            entry.span.end()
            ended += 1
        }
        let kept = Dictionary(grouping: tail.collector.spans, by: \.context.traceID)
        #expect(failed.allSatisfy { kept[$0] != nil })
        let total = tail.processor.measurements.prefix(3).reduce(0 as UInt64) { sum, measurement in
            guard case .counter(let count) = measurement.value else { return sum }
            return sum + count
        }
        #expect(total == UInt64(ended))
    }
}
