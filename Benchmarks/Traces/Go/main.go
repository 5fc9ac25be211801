// The workloads of Benchmarks/Traces on OpenTelemetry's SDK for Go. Prints "workload nanoseconds"
// lines: processor time an operation, the least of several rounds.
package main

import (
	"context"
	"fmt"
	"net/http"
	"syscall"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const operations, rounds = 200000, 10

func processorTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func measure(name string, run func(count int)) {
	run(operations / 10)
	best := int64(1) << 62
	for round := 0; round < rounds; round++ {
		start := processorTime()
		run(operations)
		if spent := processorTime() - start; spent < best {
			best = spent
		}
	}
	fmt.Printf("%s %.1f\n", name, float64(best)/operations)
}

// sink only takes the span.
type sink struct{}

func (sink) OnStart(context.Context, sdk.ReadWriteSpan) {}
func (sink) OnEnd(sdk.ReadOnlySpan)                     {}
func (sink) Shutdown(context.Context) error             { return nil }
func (sink) ForceFlush(context.Context) error           { return nil }

// noExporter only takes the batch.
type noExporter struct{}

func (noExporter) ExportSpans(context.Context, []sdk.ReadOnlySpan) error { return nil }
func (noExporter) Shutdown(context.Context) error                        { return nil }

func startAndEnd(tracer trace.Tracer, attributes int) func(int) {
	return func(count int) {
		background := context.Background()
		for index := 0; index < count; index++ {
			_, span := tracer.Start(background, "operation", trace.WithSpanKind(trace.SpanKindServer))
			if attributes >= 4 {
				span.SetAttributes(attribute.String("http.request.method", "GET"))
				span.SetAttributes(attribute.Int("http.response.status_code", 200))
				span.SetAttributes(attribute.String("http.route", "/api/v1/query_range"))
				span.SetAttributes(attribute.String("url.scheme", "https"))
			}
			if attributes >= 10 {
				span.SetAttributes(attribute.String("server.address", "tocsin.example.org"))
				span.SetAttributes(attribute.Int("server.port", 443))
				span.SetAttributes(attribute.String("network.protocol.version", "1.1"))
				span.SetAttributes(attribute.String("user_agent.original", "Mozilla/5.0 (X11)"))
				span.SetAttributes(attribute.Bool("tocsin.cached", true))
				span.SetAttributes(attribute.Float64("tocsin.ratio", 0.25))
			}
			span.End()
		}
	}
}

func main() {
	always := sdk.NewTracerProvider(sdk.WithSampler(sdk.AlwaysSample()), sdk.WithSpanProcessor(sink{})).Tracer("bench")
	never := sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample()), sdk.WithSpanProcessor(sink{})).Tracer("bench")
	batch := sdk.NewTracerProvider(sdk.WithSampler(sdk.AlwaysSample()), sdk.WithBatcher(noExporter{})).Tracer("bench")

	measure("start-end", startAndEnd(always, 0))
	measure("start-end-4-attributes", startAndEnd(always, 4))
	measure("start-end-10-attributes", startAndEnd(always, 10))
	measure("start-end-not-sampled", startAndEnd(never, 0))
	measure("batch-0-attributes", startAndEnd(batch, 0))
	measure("batch-10-attributes", startAndEnd(batch, 10))

	propagator := propagation.TraceContext{}
	headers := propagation.HeaderCarrier(http.Header{
		"Host":        []string{"example.org"},
		"Traceparent": []string{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
	})
	measure("extract", func(count int) {
		for index := 0; index < count; index++ {
			propagator.Extract(context.Background(), headers)
		}
	})
	span := propagator.Extract(context.Background(), headers)
	measure("inject", func(count int) {
		for index := 0; index < count; index++ {
			propagator.Inject(span, propagation.HeaderCarrier(http.Header{}))
		}
	})
}
