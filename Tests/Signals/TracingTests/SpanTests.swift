import Clocks
import TestKit
import Testing
import TraceContext

@testable import Tracing

struct SpanTests {
    @Test func `T4: a span carries its name, kind, attributes, links and start`() throws {
        let fixture = Fixture()
        let link = SpanLink(.remote(), attributes: ["why": "asked"])
        let span = fixture.tracer.startSpan(
            "work",
            kind: .consumer,
            attributes: ["a": 1],
            links: [link],
            at: Instant(seconds: 5)
        )
        span.end(at: Instant(seconds: 7))
        let data = try #require(fixture.spans.first)
        #expect(data.name == "work")
        #expect(data.kind == .consumer)
        #expect(data.attributes == ["a": 1])
        #expect(data.links == [link])
        #expect(data.start == Instant(seconds: 5))
        #expect(data.duration == .seconds(2))
        #expect(data.parent == nil)
    }

    @Test(arguments: SpanKind.allCases)
    func `T4: every kind is kept`(kind: SpanKind) {
        let fixture = Fixture()
        fixture.tracer.startSpan("work", kind: kind).end()
        #expect(fixture.spans.map(\.kind) == [kind])
    }

    @Test func `T4: a child inherits trace id and trace state, and names its parent`() throws {
        let fixture = Fixture()
        let remote = SpanContext.remote(state: "vendor=1")
        let parent = fixture.tracer.startSpan("parent", parent: .context(remote))
        let child = fixture.tracer.startSpan("child", parent: .span(parent))
        #expect(child.context.traceID == remote.traceID)
        #expect(child.context.traceState == remote.traceState)
        child.end()
        parent.end()
        #expect(fixture.span("child")?.parent == parent.context)
        #expect(fixture.span("parent")?.parent == remote)
        #expect(fixture.span("parent")?.isLocalRoot == true)
        #expect(fixture.span("child")?.isLocalRoot == false)
    }

    @Test
    func `T4: starting a span does not make it the active one, and root ignores the active one`() {
        let fixture = Fixture()
        _ = fixture.tracer.startSpan("work")
        #expect(Span.current == nil)
        fixture.tracer.withSpan("outer") { outer in
            let root = fixture.tracer.startSpan("root", parent: .root)
            #expect(root.context.traceID != outer.context.traceID)
            #expect(Span.current?.context == outer.context)
        }
    }

    @Test func `T3: ids of a new trace are valid, local and of lowercase digits`() {
        let context = Fixture().tracer.startSpan("work").context
        #expect(context.isValid)
        #expect(!context.isRemote)
        #expect("\(context.traceID)".utf8.count == 32)
        #expect("\(context.spanID)" == "\(context.spanID)".lowercased())
    }

    @Test func `T5: attributes, events, links, name and status can be set until the end`() throws {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("before")
        span.setAttribute("a", 1)
        span.setAttribute("a", 2)
        span.setAttributes(["b": true, "c": "text"])
        span.addEvent("first", attributes: ["n": 1], at: Instant(seconds: 1))
        fixture.time.advance(by: .seconds(3))
        span.addEvent("second")
        span.addLink(to: .remote())
        span.updateName("after")
        span.setStatus(.error(description: "no"))
        #expect(span.isRecording)
        span.end()
        let data = try #require(fixture.spans.first)
        #expect(data.name == "after")
        #expect(data.attributes == ["a": 2, "b": true, "c": "text"])
        #expect(data.events.map(\.name) == ["first", "second"])
        #expect(data.events[0].time == Instant(seconds: 1))
        #expect(data.events[1].time == fixture.time.now)
        #expect(data.links.map(\.context) == [.remote()])
        #expect(data.status == .error(description: "no"))
    }

    @Test(arguments: [
        ([SpanStatus.ok, .error(description: "late")], SpanStatus.ok),
        ([.error(description: "early"), .ok], .ok),
        ([.error(description: "a"), .error(description: "b")], .error(description: "b")),
        ([.error(description: "a"), .unset], .error(description: "a")),
        ([.ok, .unset], .ok),
    ])
    func `T5: ok is final and unset changes nothing`(set: [SpanStatus], expected: SpanStatus) {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        for status in set { span.setStatus(status) }
        span.end()
        #expect(fixture.spans.map(\.status) == [expected])
    }

    @Test func `T6: whatever is called after the end changes nothing`() throws {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        span.end()
        let before = try #require(fixture.spans.first)
        span.setAttribute("a", 1)
        span.addEvent("late")
        span.addLink(to: .remote())
        span.setStatus(.ok)
        span.updateName("late")
        span.recordException(Failure())
        fixture.time.advance(by: .seconds(1))
        span.end()
        #expect(fixture.spans == [before])
        #expect(!span.isRecording)
        #expect(span.snapshot == before)
    }

    @Test func `T5: an end does not end the children`() {
        let fixture = Fixture()
        let parent = fixture.tracer.startSpan("parent")
        let child = fixture.tracer.startSpan("child", parent: .span(parent))
        parent.end()
        #expect(child.isRecording)
        #expect(fixture.spans.map(\.name) == ["parent"])
    }

    @Test func `T5, T21: an exception becomes an event, a status and an error type`() throws {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        span.recordException(Failure("disk full"), attributes: ["exception.message": "mine"])
        span.end()
        let data = try #require(fixture.spans.first)
        #expect(data.status == .error(description: "disk full"))
        #expect(data.attributes["error.type"] == .string("TracingTests.Failure"))
        #expect(data.events.map(\.name) == ["exception"])
        #expect(data.events[0].attributes["exception.type"] == .string("TracingTests.Failure"))
        #expect(data.events[0].attributes["exception.message"] == "mine")
    }

    @Test func `T21: an error that leaves a span is recorded; one that is handled inside is not`()
        throws
    {
        let fixture = Fixture()
        #expect(throws: Failure.self) {
            try fixture.tracer.withSpan("fails") { _ in throw Failure() }
        }
        fixture.tracer.withSpan("handles") { _ in
            do { throw Failure() } catch {}
        }
        #expect(fixture.span("fails")?.events.map(\.name) == ["exception"])
        #expect(fixture.span("fails")?.status.isError == true)
        #expect(fixture.span("handles")?.events == [])
        #expect(fixture.span("handles")?.status == .unset)
    }

    @Test func `T20: events and links keep the order in which they were added`() {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        let contexts = (1...5).map { number in
            SpanContext(traceID: TraceID(high: 0, low: number), spanID: SpanID(value: number))
        }
        for context in contexts {
            span.addEvent("event \(context.spanID)")
            span.addLink(to: context)
        }
        span.end()
        #expect(fixture.spans[0].links.map(\.context) == contexts)
        #expect(fixture.spans[0].events.map(\.name) == contexts.map { "event \($0.spanID)" })
    }

    @Test func `T20: a link to nowhere is kept only when it says something`() throws {
        let fixture = Fixture()
        let nowhere = SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(value: 0))
        let state = try #require(TraceState("a=1"))
        let span = fixture.tracer.startSpan("work")
        span.addLink(to: nowhere)
        span.addLink(to: nowhere, attributes: ["why": "asked"])
        span.addLink(to: nowhere.with(traceState: state))
        span.end()
        #expect(fixture.spans[0].links.count == 2)
    }

    @Test func `T17: a running span shows resource, scope, parent and what was dropped`() throws {
        let fixture = Fixture { options in
            options.resource = Resource(["service.name": "tocsin"])
            options.limits.attributes = 1
        }
        let span = fixture.tracer.startSpan("work", parent: .context(.remote()))
        span.setAttributes(["a": 1, "b": 2])
        let data = try #require(span.snapshot)
        #expect(data.resource.attributes["service.name"] == "tocsin")
        #expect(data.scope == InstrumentationScope("test", version: "1"))
        #expect(data.parent == .remote())
        #expect(data.dropped == DroppedCounts(attributes: 1))
    }

    @Test func `a span never ends before it started, whatever the clocks do`() {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("root")
        fixture.time.setNow(Instant(seconds: 0))
        fixture.time.advance(by: .seconds(2))
        let child = fixture.tracer.startSpan("child", parent: .span(span))
        fixture.time.advance(by: .seconds(1))
        child.end()
        span.end()
        #expect(fixture.span("root")?.duration == .seconds(3))
        #expect(fixture.span("child")?.duration == .seconds(1))
        let offset = (fixture.span("child")?.start).map { $0 - fixture.spans[1].start }
        #expect(offset == .seconds(2))
        fixture.tracer.startSpan("odd", at: Instant(seconds: 9)).end(at: Instant(seconds: 1))
        #expect(fixture.span("odd")?.duration == .zero)
    }

    @Test func `a span is the active one in its body, in tasks and after a suspension`()
        async throws
    {
        let fixture = Fixture()
        await fixture.tracer.withSpan("outer") { outer in
            #expect(ActiveSpan.current == outer.context)
            await Task.yield()
            async let inner = fixture.tracer.withSpan("inner") { $0.context }
            #expect(await inner.traceID == outer.context.traceID)
            #expect(Span.current?.isRecording == true)
        }
        #expect(ActiveSpan.current == nil)
        #expect(fixture.span("inner")?.parent?.spanID == fixture.span("outer")?.context.spanID)
    }

    @Test func `inside a span that is not recorded the recorded one around it is not current`() {
        let on = Fixture()
        let off = Fixture(sampler: AlwaysOffSampler())
        on.tracer.withSpan("recorded") { outer in
            off.tracer.withSpan("dropped") { inner in
                #expect(Span.current?.context == inner.context)
                #expect(Span.current?.isRecording == false)
                #expect(inner.context.traceID == outer.context.traceID)
            }
            #expect(Span.current?.isRecording == true)
        }
    }

    @Test func `T5: two tasks may change and end one span at the same time`() async {
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("shared")
        await withDiscardingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<200 {
                        span.setAttribute("k\(task)", .int(round))
                        span.addEvent("e")
                    }
                }
            }
        }
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 { group.addTask { span.end() } }
        }
        #expect(fixture.spans.count == 1)
        #expect(fixture.spans[0].attributes.count == 8)
        #expect(fixture.spans[0].events.count == 128)
        #expect(fixture.spans[0].dropped.events == 1600 - 128)
    }
}
