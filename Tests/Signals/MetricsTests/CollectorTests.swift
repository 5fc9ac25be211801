import Exposition
import Glibc
import Testing

@testable import Metrics

struct CollectorTests {
    @Test func `several families are computed together, whatever does not fit is left out`() throws
    {
        let registry = Registry()
        let free = CollectedFamily.gauge("free", help: "Free.", unit: "bytes", labels: ["disk"])
        let reads = CollectedFamily.counter("reads", help: "", labels: ["disk"])
        let age = CollectedFamily.gaugeHistogram("age", help: "", bounds: [1])
        let size = CollectedFamily.summary("size", help: "", quantiles: [0.5])
        let alien = CollectedFamily.gauge("alien", help: "")
        try registry.collect([free, reads, age, size]) { samples in
            samples.add(free, ["a"], 1)
            samples.add(free, ["a"], 2)
            samples.add(free, ["b", "c"], 3)
            samples.add(reads, ["a"], -1)
            samples.add(reads, ["a"], .nan)
            samples.add(reads, ["b"], 4)
            samples.add(age, buckets: [1, 2], sum: 9)
            samples.add(age, ["x"], buckets: [1, 2], sum: 9)
            samples.add(size, count: 3, sum: 6, values: [2])
            samples.add(size, count: 3, sum: 6, values: [])
            samples.add(alien, 1)
        }
        #expect(
            registry.text() == """
                # HELP free_bytes Free.
                # TYPE free_bytes gauge
                free_bytes{disk="a"} 1
                # TYPE reads_total counter
                reads_total{disk="b"} 4
                # TYPE age histogram
                age_bucket{le="1"} 1
                age_bucket{le="+Inf"} 3
                age_sum 9
                age_count 3
                # TYPE size summary
                size{quantile="0.5"} 2
                size_sum 6
                size_count 3

                """
        )
    }

    @Test func `a function is asked at every scrape`() throws {
        let registry = Registry()
        let counter = try registry.counter("inner", help: "")
        try registry.gauge("g", help: "") { -counter.value }
        try registry.counter("f", help: "") { counter.value * 2 }
        counter.increment()
        #expect(registry.text().contains("f_total 2\n"))
        counter.increment()
        #expect(registry.text().contains("f_total 4\n"))
        #expect(registry.text().contains("g -2\n"))
    }

    @Test func `impossible families are refused`() {
        #expect(throws: MetricError.self) {
            let family = CollectedFamily.histogram("h", help: "", bounds: [2, 1])
            try Registry().collect([family]) { _ in }
        }
        #expect(throws: MetricError.self) {
            let family = CollectedFamily.gauge("g", help: "")
            try Registry().collect([family, family]) { _ in }
        }
    }

    @Test func `facts can be replaced`() throws {
        let registry = Registry()
        let info = try registry.info("build", help: "", ["version": "1", "commit": "a"])
        info.set("2", "b")
        info.set("wrong")
        #expect(registry.text().hasSuffix("build_info{version=\"2\",commit=\"b\"} 1\n"))
    }

    @Test func `a state set shows every state`() throws {
        let registry = Registry()
        let mode = try registry.stateSet("mode", help: "", states: ["on", "off"])
        #expect(mode.set(only: "on"))
        #expect(mode.set("off", to: true))
        #expect(mode.set("on", to: false))
        #expect(!mode.set(only: "unknown"))
        #expect(mode.holds("off") && !mode.holds("on") && !mode.holds("unknown"))
    }
}

struct ProcessMetricsTests {
    @Test func `the standard metrics are there and plausible`() throws {
        let registry = Registry()
        try registry.addProcessMetrics()
        try registry.addBuildInfo(program: "tocsin", version: "1.0", revision: "abc")
        let text = registry.text()
        #expect(text.contains("tocsin_build_info{version=\"1.0\",revision=\"abc\"} 1\n"))
        let recorder = SnapshotRecorder(registry)
        let names = [
            "process_cpu_seconds", "process_open_fds", "process_max_fds",
            "process_virtual_memory_bytes", "process_virtual_memory_max_bytes",
            "process_resident_memory_bytes", "process_heap_bytes", "process_start_time_seconds",
            "process_threads",
        ]
        for name in names {
            let value = try #require(recorder.values(name)[[]], "\(name)")
            #expect(value > 0, "\(name)")
        }
        let start = try #require(recorder.values("process_start_time_seconds")[[]])
        let now = Double(time(nil))
        #expect(start < now + 2 && start > now - 86_400)
    }

    @Test func `a program's name may hold anything`() throws {
        let fields = (3...52).map(String.init).joined(separator: " ")
        let status = try #require(ProcessStatus(Array("7 (a) b) S 1 2) \(fields)\n".utf8)))
        #expect(status.ticks == 14 + 15)
        #expect(status.threads == 20)
        #expect(status.startTicks == 22)
        #expect(status.virtualBytes == 23)
        #expect(status.residentPages == 24)
    }

    @Test func `a file that is cut short yields nothing`() {
        let whole =
            Array("7 (x) ".utf8) + Array((3...24).map(String.init).joined(separator: " ").utf8)
        #expect(ProcessStatus(whole) != nil)
        for length in 0..<(whole.count - 2) {
            #expect(ProcessStatus(Array(whole[..<length])) == nil)
        }
    }
}
