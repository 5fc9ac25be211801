// The workloads of Benchmarks/Metrics on client_golang. Prints "name nanoseconds" lines: processor
// time an operation.
package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"
	"sync"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

func cpu() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func measure(name string, count int, body func(count int)) {
	body(count / 10)
	runtime.GC()
	start := cpu()
	body(count)
	fmt.Printf("%s %.3f\n", name, float64(cpu()-start)/float64(count))
}

func values() []float64 {
	values := make([]float64, 4096)
	state := uint64(1)
	for index := range values {
		state = state*6364136223846793005 + 1442695040888963407
		values[index] = 0.001 * math.Pow(10, 4*float64(state>>11)/float64(1<<53))
	}
	return values
}

func updates() {
	registry := prometheus.NewRegistry()
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "c", Help: "c"})
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{Name: "g", Help: "g"})
	classic := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "h", Help: "h"})
	native := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "n", Help: "n", NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160})
	vector := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "v", Help: "v"},
		[]string{"method", "path", "code"})
	registry.MustRegister(counter, gauge, classic, native, vector)
	values := values()

	measure("increment", 50_000_000, func(count int) {
		for i := 0; i < count; i++ {
			counter.Inc()
		}
	})
	measure("add", 50_000_000, func(count int) {
		for i := 0; i < count; i++ {
			counter.Add(1.5)
		}
	})
	measure("set", 50_000_000, func(count int) {
		for i := 0; i < count; i++ {
			gauge.Set(float64(i))
		}
	})
	const each = 20_000_000
	var group sync.WaitGroup
	start := cpu()
	for thread := 0; thread < 2; thread++ {
		group.Add(1)
		go func() {
			for i := 0; i < each; i++ {
				counter.Inc()
			}
			group.Done()
		}()
	}
	group.Wait()
	fmt.Printf("increment-by-two %.3f\n", float64(cpu()-start)/(2*each))

	var methods = []string{"GET", "POST", "PUT", "DELETE"}
	var codes = []string{"200", "404", "500"}
	measure("lookup", 10_000_000, func(count int) {
		for i := 0; i < count; i++ {
			vector.WithLabelValues(methods[i&3], "/api/v1/releases", codes[i%3]).Inc()
		}
	})
	measure("observe", 20_000_000, func(count int) {
		for i := 0; i < count; i++ {
			classic.Observe(values[i&4095])
		}
	})
	measure("observe-native", 20_000_000, func(count int) {
		for i := 0; i < count; i++ {
			native.Observe(values[i&4095])
		}
	})
	exemplar := prometheus.Labels{
		"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7"}
	observer := classic.(prometheus.ExemplarObserver)
	measure("observe-exemplar", 2_000_000, func(count int) {
		for i := 0; i < count; i++ {
			observer.ObserveWithExemplar(values[i&4095], exemplar)
		}
	})
}

func expose(name string, registry *prometheus.Registry, format expfmt.Format, zip bool) {
	measure(name, 5, func(count int) {
		for i := 0; i < max(count, 1); i++ {
			var writer io.Writer = io.Discard
			var compressor *gzip.Writer
			if zip {
				compressor, _ = gzip.NewWriterLevel(io.Discard, 1)
				writer = compressor
			}
			families, err := registry.Gather()
			if err != nil {
				panic(err)
			}
			encoder := expfmt.NewEncoder(writer, format)
			for _, family := range families {
				encoder.Encode(family)
			}
			if closer, ok := encoder.(expfmt.Closer); ok {
				closer.Close()
			}
			if compressor != nil {
				compressor.Close()
			}
		}
	})
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func expositions() {
	registry := prometheus.NewRegistry()
	vector := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "http_server_requests_total", Help: "Requests."},
		[]string{"method", "path", "code"})
	registry.MustRegister(vector)
	for i := 0; i < 100_000; i++ {
		vector.WithLabelValues("GET", "/api/v1/releases/"+strconv.Itoa(i), "200").Add(float64(i * 7))
	}
	expose("text", registry, expfmt.FmtText, false)
	expose("openmetrics", registry, expfmt.FmtOpenMetrics, false)
	expose("protobuf", registry, expfmt.FmtProtoDelim, false)
	expose("text-gzip", registry, expfmt.FmtText, true)

	registry = prometheus.NewRegistry()
	histograms := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "http_server_duration_seconds", Help: "Duration."},
		[]string{"method", "path", "code"})
	registry.MustRegister(histograms)
	values := values()
	for i := 0; i < 7_142; i++ {
		child := histograms.WithLabelValues("GET", "/api/v1/releases/"+strconv.Itoa(i), "200")
		for j := 0; j < 100; j++ {
			child.Observe(values[(i+j)&4095])
		}
	}
	expose("text-histograms", registry, expfmt.FmtText, false)
}

func main() {
	updates()
	expositions()
}
