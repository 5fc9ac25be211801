import Metrics
import Testing

/// What docs/metrics-library.md shows must compile and do what it says.
struct LibraryDocumentTests {
    @Test func `the first five minutes`() throws {
        let registry = Registry()
        let jobs = try registry.counter("jobs_done", help: "Jobs that were done.")
        let waiting = try registry.gauge("jobs_waiting", help: "Jobs that wait now.")
        jobs.increment()
        waiting.set(7)
        let requests = try registry.counter(
            "http_requests",
            help: "Answered requests.",
            labels: ["method", "code"]
        )
        let found = requests.with("GET", "200")
        found.increment()
        let latency = try registry.histogram(
            "job_duration",
            help: "How long a job takes.",
            unit: "seconds"
        )
        latency.time {}
        try registry.addProcessMetrics()
        try registry.addBuildInfo(program: "worker", version: "1.4.0", revision: "9f2c1e7")

        let scrape = registry.scrape(accept: "application/openmetrics-text;version=1.0.0")
        #expect(
            scrape.contentType
                == "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
        )
        var body = ""
        while let piece = scrape.next() { body += String(decoding: piece, as: UTF8.self) }
        let lines = [
            "jobs_done_total 1\n", "jobs_waiting 7\n", "job_duration_seconds_count 1\n",
            "http_requests_total{method=\"GET\",code=\"200\"} 1\n", "process_threads ",
            "worker_build_info{version=\"1.4.0\",revision=\"9f2c1e7\"} 1\n",
        ]
        for line in lines { #expect(body.contains(line)) }
    }
}
