import TraceContext
import Tracing

/// A processor that only takes the span, like the peers' in this comparison.
private final class Sink: SpanProcessor {
    func onEnd(_ span: EndedSpan) {}
}

/// An exporter that only takes the batch.
private struct NoExporter: SpanExporter {
    var componentType: String { "no_span_exporter" }
    func export(_ spans: [SpanData]) async throws {}
}

/// One thing to measure; the peers' programs do the same under the same names.
struct Workload {
    let name: String
    /// Does so many operations.
    let run: (Int) async -> Void

    static var all: [Workload] {
        [
            startAndEnd("start-end", sink(AlwaysOnSampler()), attributes: 0),
            startAndEnd("start-end-4-attributes", sink(AlwaysOnSampler()), attributes: 4),
            startAndEnd("start-end-10-attributes", sink(AlwaysOnSampler()), attributes: 10),
            startAndEnd("start-end-not-sampled", sink(AlwaysOffSampler()), attributes: 0),
            withSpan(), batch(attributes: 0), batch(attributes: 10), extract(), inject(),
        ]
    }

    private static func sink(_ sampler: any Sampler) -> TracerProvider {
        var options = TracingOptions()
        options.sampler = sampler
        options.processors = [Sink()]
        return TracerProvider(options)
    }

    private static func startAndEnd(
        _ name: String,
        _ provider: TracerProvider,
        attributes: Int
    ) -> Workload {
        let tracer = provider.tracer("bench")
        return Workload(name: name) { count in
            for _ in 0..<count { oneSpan(tracer, attributes) }
        }
    }

    @inline(never)
    private static func oneSpan(_ tracer: Tracer, _ attributes: Int) {
        let span = tracer.startSpan("operation", kind: .server)
        if attributes >= 4 {
            span.setAttribute("http.request.method", "GET")
            span.setAttribute("http.response.status_code", 200)
            span.setAttribute("http.route", "/api/v1/query_range")
            span.setAttribute("url.scheme", "https")
        }
        if attributes >= 10 {
            span.setAttribute("server.address", "tocsin.example.org")
            span.setAttribute("server.port", 443)
            span.setAttribute("network.protocol.version", "1.1")
            span.setAttribute("user_agent.original", "Mozilla/5.0 (X11)")
            span.setAttribute("tocsin.cached", true)
            span.setAttribute("tocsin.ratio", 0.25)
        }
        span.end()
    }

    private static func withSpan() -> Workload {
        let tracer = sink(AlwaysOnSampler()).tracer("bench")
        return Workload(name: "with-span") { count in
            tracer.withSpan("parent") { _ in
                for _ in 0..<count { tracer.withSpan("operation") { _ in } }
            }
        }
    }

    private static func batch(attributes: Int) -> Workload {
        var options = TracingOptions()
        let processor = BatchSpanProcessor(NoExporter(), report: { _ in })
        options.processors = [processor]
        let provider = TracerProvider(options)
        let tracer = provider.tracer("bench")
        return Workload(name: "batch-\(attributes)-attributes") { count in
            await withDiscardingTaskGroup { group in
                group.addTask { await provider.run() }
                for _ in 0..<count { oneSpan(tracer, attributes) }
                group.cancelAll()
            }
        }
    }

    private static func extract() -> Workload {
        let propagator = TraceContextPropagator()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let headers = HeaderFields([.init("Host", "example.org"), .init("Traceparent", parent)])
        return Workload(name: "extract") { count in
            for _ in 0..<count {
                var context = PropagatedContext()
                propagator.extract(from: headers, into: &context)
                precondition(context.span != nil)
            }
        }
    }

    private static func inject() -> Workload {
        let propagator = TraceContextPropagator()
        let span = SpanContext(
            traceID: TraceID(high: 1, low: 2),
            spanID: SpanID(value: 3),
            flags: .sampled
        )
        return Workload(name: "inject") { count in
            let context = PropagatedContext(span: span)
            for _ in 0..<count {
                var headers = HeaderFields()
                propagator.inject(context, into: &headers)
            }
        }
    }
}
