import TestKit
import Testing
import TraceContext

@testable import Tracing

struct PropagationTests {
    private func headers(_ fields: (String, String)...) -> HeaderFields {
        HeaderFields(fields.map { HeaderFields.Field($0.0, $0.1) })
    }

    @Test func `P1: propagators name their fields, and a composite names all`() {
        #expect(TraceContextPropagator().fields == ["traceparent", "tracestate"])
        #expect(CompositePropagator.standard.fields == ["traceparent", "tracestate", "baggage"])
        #expect(B3Propagator().fields == ["b3"])
        #expect(B3Propagator(.multiple).fields.count == 4)
    }

    @Test func `P1: header fields are found in any case, in order, and replaced as a whole`() {
        var fields = headers(("B", "1"), ("a", "2"), ("b", "3"))
        #expect(fields.all("b") == ["1", "3"])
        #expect(fields.first("A") == "2")
        #expect(fields.first("c") == nil)
        fields.set("B", to: "4")
        #expect(fields.all("b") == ["4"])
        #expect(fields.names == ["a", "B"])
        var dictionary = ["k": "v"]
        dictionary.set("l", to: "w")
        #expect(dictionary.first("l") == "w")
        #expect(dictionary.names.sorted() == ["k", "l"])
    }

    @Test func `P1: what is broken or absent leaves the context as it was`() {
        let before = PropagatedContext(
            span: .remote(),
            baggage: Baggage().setting("k", to: "v")
        )
        for carrier in [headers(), headers(("traceparent", "x"), ("b3", "y"), ("baggage", "=;,"))] {
            var context = before
            let all: [any Propagator] = [
                TraceContextPropagator(), BaggagePropagator(), B3Propagator(),
            ]
            CompositePropagator(all).extract(from: carrier, into: &context)
            #expect(context == before)
        }
    }

    @Test func `P1: the global propagator does nothing until it is set, the default is W3C`() {
        var carrier = HeaderFields()
        let context = PropagatedContext(span: .remote(), baggage: Baggage().setting("k", to: "v"))
        CompositePropagator.global.inject(context, into: &carrier)
        #expect(carrier.names == [])
        CompositePropagator.standard.inject(context, into: &carrier)
        #expect(carrier.names == ["traceparent", "baggage"])
    }

    @Test func `P1: an invalid context is not injected`() {
        var carrier = HeaderFields()
        let nobody = SpanContext(traceID: TraceID(high: 0, low: 0), spanID: SpanID(value: 0))
        let all: [any Propagator] = [
            TraceContextPropagator(), B3Propagator(), B3Propagator(.multiple),
        ]
        for propagator in all {
            propagator.inject(PropagatedContext(span: nobody), into: &carrier)
            propagator.inject(PropagatedContext(), into: &carrier)
        }
        #expect(carrier.names == [])
    }

    @Test(arguments: [B3Propagator.Format.single, .multiple])
    func `P6: B3 comes back as it was sent, in both formats`(format: B3Propagator.Format) {
        for flags in [SpanContext.Flags.sampled, [], [.sampled, .debug]] {
            var carrier = HeaderFields()
            let sent = PropagatedContext(span: .remote(flags))
            B3Propagator(format).inject(sent, into: &carrier)
            // Reading tries both formats whatever is written.
            #expect(B3Propagator().extract(from: carrier) == sent)
        }
    }

    @Test func `P6: B3 is spelled as Zipkin does`() {
        let trace = "00000000000000070000000000000008"
        var single = HeaderFields()
        B3Propagator().inject(PropagatedContext(span: .remote()), into: &single)
        #expect(single == headers(("b3", "\(trace)-0000000000000009-1")))
        var multiple = HeaderFields()
        let debug = PropagatedContext(span: .remote([.sampled, .debug]))
        B3Propagator(.multiple).inject(debug, into: &multiple)
        #expect(multiple.first("X-B3-TraceId") == trace)
        #expect(multiple.first("X-B3-SpanId") == "0000000000000009")
        #expect(multiple.first("X-B3-Flags") == "1")
        #expect(multiple.first("X-B3-Sampled") == nil)
    }

    @Test func `P6: a trace id of 64 bits is filled up with zeros in front`() {
        let carrier = headers(("b3", "0000000000000008-0000000000000009-1-0000000000000001"))
        #expect(B3Propagator().extract(from: carrier).span?.traceID == TraceID(high: 0, low: 8))
    }

    @Test func `P6: the debug flag reaches children and goes on`() {
        let carrier = headers(("b3", "0000000000000008-0000000000000009-d"))
        let fixture = Fixture()
        var sent = HeaderFields()
        B3Propagator().extract(from: carrier).withCurrent {
            fixture.tracer.withSpan("work") { span in
                #expect(span.context.isSampled)
                B3Propagator().inject(into: &sent)
                #expect(span.context.traceparent.hasSuffix("-01"))
            }
        }
        #expect(sent.first("b3")?.hasSuffix("-d") == true)
    }

    @Test(arguments: [
        "", "0", "1", "d", "-", "---", "x-y-z", "0000000000000008-0000000000000009-2",
        "0000000000000008-0000000000000000-1", "000000000000000G-0000000000000009-1",
        "0000000000000008-0000000000000009-1-0000000000000001-1", "8-9-1",
    ])
    func `P6: a broken B3 header gives nothing`(header: String) {
        #expect(B3Propagator().extract(from: headers(("b3", header))).span == nil)
    }

    @Test(arguments: [
        ("traceparent", "TRACEPARENT"), ("tracestate", "TRACESTATE"),
        ("x-b3-traceid", "X_B3_TRACEID"), ("1a", "_1A"), ("", "_"), ("ä.b", "___B"),
    ])
    func `P7: names of fields become names of variables`(name: String, variable: String) {
        #expect(EnvironmentCarrier.normalized(name) == variable)
    }

    @Test func `P7: context goes through variables, whatever the format`() {
        var carrier = EnvironmentCarrier(["PATH": "/bin"])
        let sent = PropagatedContext(
            span: .remote(state: "a=1"),
            baggage: Baggage().setting("release", to: "v1 beta")
        )
        CompositePropagator.standard.inject(sent, into: &carrier)
        #expect(carrier.variables["TRACEPARENT"]?.hasPrefix("00-") == true)
        #expect(carrier.variables["TRACESTATE"] == "a=1")
        #expect(carrier.variables["BAGGAGE"] == "release=v1%20beta")
        #expect(carrier.names.sorted() == ["BAGGAGE", "PATH", "TRACEPARENT", "TRACESTATE"])
        #expect(CompositePropagator.standard.extract(from: carrier) == sent)
    }

    @Test func `P7: a child process finds the traceparent of the step that started it`()
        async throws
    {
        let fixture = Fixture()
        let (carrier, context) = fixture.tracer.withSpan("step") { span in
            var carrier = EnvironmentCarrier.current
            CompositePropagator.standard.inject(into: &carrier)
            return (carrier, span.context)
        }
        let child = try Program(
            "sh",
            ["-c", "echo child of $TRACEPARENT"],
            environment: carrier.variables
        )
        let line = try await child.line(containing: "child of")
        #expect(line == "child of \(context.traceparent)")
        _ = try await child.exitStatus()
    }

    @Test func `P7: the variables of this process are read`() {
        #expect(EnvironmentCarrier.current.variables["PATH"] == currentEnvironment()["PATH"])
    }
}
