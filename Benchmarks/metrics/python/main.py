"""The workloads of Benchmarks/Metrics on prometheus_client; prints "name nanoseconds" lines."""
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import exposition
from prometheus_client.openmetrics import exposition as openmetrics_exposition


def measure(name, count, body):
    body(max(count // 10, 1))
    start = time.process_time_ns()
    body(count)
    print(f"{name} {(time.process_time_ns() - start) / count:.3f}")


def values():
    state, result = 1, []
    for _ in range(4096):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        result.append(0.001 * 10 ** (4 * (state >> 11) / (1 << 53)))
    return result


def repeat(count, body):
    for index in range(count):
        body(index)


samples = values()
registry = CollectorRegistry()
counter = Counter("c", "c", registry=registry)
gauge = Gauge("g", "g", registry=registry)
histogram = Histogram("h", "h", registry=registry)
vector = Counter("v", "v", ["method", "path", "code"], registry=registry)
exemplar = {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7"}
methods, codes = ["GET", "POST", "PUT", "DELETE"], ["200", "404", "500"]

measure("increment", 500_000, lambda n: repeat(n, lambda i: counter.inc()))
measure("add", 500_000, lambda n: repeat(n, lambda i: counter.inc(1.5)))
measure("set", 500_000, lambda n: repeat(n, lambda i: gauge.set(i)))
measure("lookup", 200_000, lambda n: repeat(
    n, lambda i: vector.labels(methods[i & 3], "/api/v1/releases", codes[i % 3]).inc()))
measure("observe", 200_000, lambda n: repeat(n, lambda i: histogram.observe(samples[i & 4095])))
measure("observe-exemplar", 100_000, lambda n: repeat(
    n, lambda i: histogram.observe(samples[i & 4095], exemplar)))

registry = CollectorRegistry()
vector = Counter("http_server_requests", "Requests.", ["method", "path", "code"], registry=registry)
for index in range(100_000):
    vector.labels("GET", f"/api/v1/releases/{index}", "200").inc(index * 7)
measure("text", 1, lambda n: exposition.generate_latest(registry))
measure("openmetrics", 1, lambda n: openmetrics_exposition.generate_latest(registry))
