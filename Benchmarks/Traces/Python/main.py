"""The workloads of Benchmarks/Traces on OpenTelemetry's SDK for Python.

Prints "workload nanoseconds" lines: processor time an operation, the least of several rounds.
"""

import time

from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

OPERATIONS, ROUNDS = 10_000, 5


def measure(name, run):
    run(OPERATIONS // 10)
    best = None
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        run(OPERATIONS)
        spent = time.process_time_ns() - start
        best = spent if best is None else min(best, spent)
    print(f"{name} {best / OPERATIONS:.1f}")


class NoExporter(SpanExporter):
    def export(self, spans):
        return SpanExportResult.SUCCESS


def start_and_end(sampler, processor, attributes):
    provider = TracerProvider(sampler=sampler, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("bench")

    def run(count):
        for _ in range(count):
            span = tracer.start_span("operation", kind=SpanKind.SERVER)
            if attributes >= 4:
                span.set_attribute("http.request.method", "GET")
                span.set_attribute("http.response.status_code", 200)
                span.set_attribute("http.route", "/api/v1/query_range")
                span.set_attribute("url.scheme", "https")
            if attributes >= 10:
                span.set_attribute("server.address", "tocsin.example.org")
                span.set_attribute("server.port", 443)
                span.set_attribute("network.protocol.version", "1.1")
                span.set_attribute("user_agent.original", "Mozilla/5.0 (X11)")
                span.set_attribute("tocsin.cached", True)
                span.set_attribute("tocsin.ratio", 0.25)
            span.end()

    return run


def main():
    measure("start-end", start_and_end(ALWAYS_ON, SpanProcessor(), 0))
    measure("start-end-4-attributes", start_and_end(ALWAYS_ON, SpanProcessor(), 4))
    measure("start-end-10-attributes", start_and_end(ALWAYS_ON, SpanProcessor(), 10))
    measure("start-end-not-sampled", start_and_end(ALWAYS_OFF, SpanProcessor(), 0))
    for attributes in (0, 10):
        batch = BatchSpanProcessor(NoExporter())
        measure(f"batch-{attributes}-attributes", start_and_end(ALWAYS_ON, batch, attributes))
        batch.shutdown()

    propagator = TraceContextTextMapPropagator()
    headers = {
        "host": "example.org",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }

    def extract(count):
        for _ in range(count):
            propagator.extract(headers)

    def inject(count):
        context = propagator.extract(headers)
        for _ in range(count):
            propagator.inject({}, context)

    measure("extract", extract)
    measure("inject", inject)


main()
