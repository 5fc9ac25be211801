import Testing
import TraceContext
import Tracing

/// What docs/tracing-library.md shows must compile and do what it says.
struct LibraryDocumentTests {
    @Test func `the first five minutes`() async throws {
        let environment = TracingEnvironment([:])
        let exporter = ScriptedExporter()
        var options = environment.options
        options.processors = [BatchSpanProcessor(exporter, environment.batch)]
        let provider = TracerProvider(options)
        let tracer = provider.tracer("releases", version: "1.4.0")
        async let exporting: Void = provider.run()
        try await tracer.withSpan("RUN deploy-prod", kind: .server) { span in
            span.setAttribute("deployment.environment.name", "production")
            await Task.yield()
            try tracer.withSpan("migrate") { _ in try Task.checkCancellation() }
        }
        let span = tracer.startSpan("waiting", parent: .root)
        span.end()
        #expect(await provider.shutdown(within: .seconds(2)) == .success)
        await exporting
        #expect(exporter.batches == [["migrate", "RUN deploy-prod", "waiting"]])
    }

    @Test func `context in and out`() async {
        let environment = TracingEnvironment([:])
        let tracer = TracerProvider(environment.options).tracer("releases")
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let fields = [HeaderFields.Field("Traceparent", parent)]
        let incoming = environment.propagator.extract(from: HeaderFields(fields))
        await incoming.withCurrent {
            await tracer.withSpan("GET /jobs", kind: .server) { span in
                var variables = EnvironmentCarrier.current
                environment.propagator.inject(into: &variables)
                #expect(variables.variables["TRACEPARENT"] == span.context.traceparent)
                #expect(span.context.traceparent.hasPrefix(parent.prefix(36)))
                await Task.yield()
            }
        }
    }
}
