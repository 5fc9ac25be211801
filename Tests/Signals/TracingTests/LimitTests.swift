import Clocks
import Testing

@testable import Tracing

struct LimitTests {
    @Test func `T12: the defaults are those of OpenTelemetry`() {
        let limits = SpanLimits()
        #expect(limits.attributes == 128)
        #expect(limits.events == 128)
        #expect(limits.links == 128)
        #expect(limits.attributesPerEvent == 128)
        #expect(limits.attributesPerLink == 128)
        #expect(limits.valueLength == nil)
        #expect(limits.valueDepth == 64)
    }

    @Test func `T12: what is beyond the limits is dropped, counted and told once a span`() {
        let fixture = Fixture { options in
            options.limits.attributes = 2
            options.limits.events = 1
            options.limits.links = 1
            options.limits.attributesPerEvent = 1
            options.limits.attributesPerLink = 1
        }
        let start: Attributes = ["a": 1, "b": 2, "c": 3]
        let span = fixture.tracer.startSpan("work", attributes: start)
        span.setAttribute("d", 4)
        span.setAttribute("a", 5)
        for _ in 0..<3 {
            span.addEvent("event", attributes: ["x": 1, "y": 2])
            span.addLink(to: .remote(), attributes: ["x": 1, "y": 2, "z": 3])
        }
        span.end()
        let data = fixture.spans[0]
        #expect(data.attributes == ["a": 5, "b": 2])
        #expect(data.dropped == DroppedCounts(attributes: 2, events: 2, links: 2))
        #expect(data.events.map(\.droppedAttributes) == [1])
        #expect(data.links.map(\.droppedAttributes) == [2])
        #expect(fixture.problems.list == [.limitsReached(span: "work", data.dropped)])
    }

    @Test(arguments: [
        ("plain", "pla"), ("äöüß", "äöü"), ("🦊🦊🦊🦊", "🦊🦊🦊"), ("👨‍👩‍👧", "👨‍👩"), ("ab", "ab"), ("", ""),
    ])
    func `T12: texts are cut by whole scalars`(text: String, cut: String) {
        var limits = SpanLimits()
        limits.valueLength = 3
        let expected = String(String.UnicodeScalarView(text.unicodeScalars.prefix(3)))
        #expect(limits.cut(.string(text)) == .string(expected))
        #expect(expected == cut)
    }

    @Test func `T12: the length reaches into arrays, maps and bytes, and no further`() {
        var limits = SpanLimits()
        limits.valueLength = 2
        let value: AttributeValue = ["abc", ["key": "abc", "n": 12345], .bytes([1, 2, 3]), true]
        let expected: AttributeValue = ["ab", ["key": "ab", "n": 12345], .bytes([1, 2]), true]
        #expect(limits.cut(value) == expected)
    }

    @Test func `T12: arrays and maps deeper than the limit become the empty value`() {
        var value: AttributeValue = 1
        for _ in 0..<65 { value = .array([value]) }
        func depth(_ value: AttributeValue) -> Int {
            guard case .array(let inner) = value else { return 0 }
            return 1 + (inner.first.map(depth) ?? 0)
        }
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        span.setAttribute("deep", value)
        span.end()
        #expect(fixture.spans[0].attributes["deep"].map(depth) == 64)
    }

    @Test func `T12, T18: a resource has no limits`() {
        let long = String(repeating: "x", count: 1000)
        let many = Attributes((0..<500).map { Attribute(AttributeKey("k\($0)"), .string(long)) })
        let fixture = Fixture { options in
            options.limits.attributes = 1
            options.limits.valueLength = 1
            options.resource = Resource(many)
        }
        fixture.tracer.startSpan("work").end()
        #expect(fixture.spans[0].resource.attributes == many)
    }

    @Test func `T13: every type of value arrives as it was given`() {
        let values: Attributes = [
            "bool": true, "int": 42, "double": 2.5, "string": "text", "bytes": .bytes([0, 255]),
            "bools": .bools([true, false]), "ints": .ints([1, 2]), "doubles": .doubles([0.5]),
            "strings": .strings(["a", "b"]), "mixed": [1, "a", true, .empty],
            "map": ["inner": ["deep": 1]], "nothing": .empty,
        ]
        let fixture = Fixture()
        let span = fixture.tracer.startSpan("work")
        for attribute in values { span.setAttribute(attribute.key, attribute.value) }
        span.end()
        #expect(fixture.spans[0].attributes == values)
    }

    @Test func `attributes keep each key once, in the order in which they came`() {
        var attributes: Attributes = ["a": 1, "b": 2, "a": 3]
        #expect(attributes.map(\.key) == ["a", "b"])
        #expect(attributes["a"] == 3)
        attributes["b"] = nil
        attributes.merge(["c": 1, "a": 9])
        #expect(attributes == ["a": 9, "c": 1])
        #expect(attributes["z"] == nil)
    }
}
