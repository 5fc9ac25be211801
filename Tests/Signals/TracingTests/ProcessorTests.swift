import Clocks
import Synchronization
import TestKit
import Testing
import TraceContext

@testable import Tracing

struct ProcessorTests {
    private final class Notes: Sendable {
        let list = Mutex<[String]>([])

        func add(_ note: String) { list.withLock { $0.append(note) } }
    }

    private final class Noting: SpanStartingProcessor, SpanEndingProcessor {
        private let name: String
        private let notes: Notes

        init(_ name: String, _ notes: Notes) {
            self.name = name
            self.notes = notes
        }

        func onStart(_ span: Span, parent: SpanContext?) {
            span.setAttribute("started by", .string(name))
            notes.add("\(name) start \(parent == nil ? "root" : "child")")
        }

        func onEnding(_ span: Span) {
            span.setAttribute("ending", .string(name))
            notes.add("\(name) ending")
        }

        func onEnd(_ span: EndedSpan) { notes.add("\(name) end") }

        func forceFlush(within limit: Duration) async -> Completion {
            notes.add("\(name) flush")
            return .failure
        }
    }

    @Test func `T14: processors are called in the order in which they were registered`() {
        let notes = Notes()
        let fixture = Fixture { $0.processors = [Noting("a", notes), Noting("b", notes)] }
        let span = fixture.tracer.startSpan("work")
        #expect(span.snapshot?.attributes["started by"] == "b")
        span.end()
        span.end()
        #expect(span.snapshot?.attributes["ending"] == "b")
        #expect(
            notes.list.withLock { $0 } == [
                "a start root", "b start root", "a ending", "b ending", "a end", "b end",
            ]
        )
    }

    @Test func `T14: processors see the parent, and no span that is not recorded`() {
        let notes = Notes()
        let on = Fixture { $0.processors = [Noting("a", notes)] }
        on.tracer.startSpan("work", parent: .context(.remote())).end()
        on.provider.setSampler(AlwaysOffSampler())
        on.tracer.startSpan("dropped").end()
        #expect(notes.list.withLock { $0 } == ["a start child", "a ending", "a end"])
    }

    @Test func `T2, T14: a flush asks all processors and tells the worst`() async {
        let notes = Notes()
        let fixture = Fixture { $0.processors = [SpanCollector(), Noting("a", notes)] }
        #expect(await fixture.provider.forceFlush() == .failure)
        #expect(notes.list.withLock { $0 } == ["a flush"])
        #expect(Completion.failure.worse(.timeout) == .timeout)
        #expect(Completion.failure.worse(.success) == .failure)
    }

    @Test func `the collector keeps as many spans as it may`() {
        let collector = SpanCollector(limit: 2)
        let fixture = Fixture { $0.processors = [collector] }
        for name in ["a", "b", "c"] { fixture.tracer.startSpan(name).end() }
        #expect(collector.take().map(\.name) == ["a", "b"])
        #expect(collector.spans.isEmpty)
    }

    @Test func `a provider goes away although its processors hold its ended spans`() {
        weak var gone: TracerProvider?
        let collector = SpanCollector()
        do {
            let fixture = Fixture { $0.processors = [collector] }
            fixture.tracer.startSpan("work").end()
            gone = fixture.provider
        }
        #expect(gone == nil)
        #expect(collector.spans.map(\.name) == ["work"])
    }
}
