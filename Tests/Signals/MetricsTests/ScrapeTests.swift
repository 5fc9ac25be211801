import Bytes
import Exposition
import TestKit
import Testing

@testable import Metrics

struct ScrapeTests {
    @Test func `a body comes in pieces of some tens of kilobytes`() throws {
        let registry = Registry()
        let family = try registry.counter(
            "c",
            help: "",
            labels: ["a"],
            options: FamilyOptions(cardinalityLimit: 20_000)
        )
        for index in 0..<20_000 { family.with("series \(index)").increment(by: index) }
        for format in ExpositionFormat.allCases {
            let scrape = registry.scrape(accept: format.accept)
            var sizes: [Int] = []
            while let piece = scrape.next() { sizes.append(piece.count) }
            #expect(sizes.count > 10)
            #expect(sizes.allSatisfy { $0 < 80 * 1024 })
            #expect(scrape.next() == nil)
        }
    }

    @Test func `what is added or removed during a scrape neither repeats nor disturbs the rest`()
        throws
    {
        let registry = Registry()
        let family = try registry.counter("c", help: "", labels: ["a"])
        for index in 0..<200 { _ = family.with("\(index)") }
        var recorder = SnapshotRecorder()
        var cursor = SnapshotCursor(registry)
        var steps = 0
        while cursor.step(into: &recorder) {
            steps += 1
            // Seen ones go and come again, unseen ones go, new ones come.
            for index in [0, 10, 150 + steps] { family.remove("\(index)") }
            for value in ["0", "10", "new \(steps)"] { family.with(value).increment() }
        }
        let seen = recorder.families.flatMap(\.series).map(\.labels.strings[0])
        #expect(Set(seen).count == seen.count)
        #expect(Set(seen).isSuperset(of: (0..<150).map { "\($0)" }))
        #expect(!seen.contains { $0.hasPrefix("new") })
    }

    @Test func `families come in the order of names, the target first`() throws {
        let registry = Registry()
        _ = try registry.gauge("zebra", help: "")
        _ = try registry.gauge("ant", help: "")
        try registry.gauge("mouse", help: "") { 3 }
        _ = try registry.info("target", help: "", ["service.name": "tocsin"])
        let names = SnapshotRecorder(registry).families.map(\.description.name)
        #expect(names == ["target", "ant", "mouse", "zebra"])
    }

    @Test func `all types at once, as each format spells them`() throws {
        let registry = Registry(time: SimulatedTime())
        try registry.counter("jobs", help: "Done.", labels: ["kind"]).with("a\"b").increment(by: 2)
        try registry.gauge("temp.now", help: "Now.", unit: "celsius").set(-1.5)
        let both = Buckets.both([1], NativeBuckets(factor: 2))
        try registry.histogram("wait", help: "", unit: "seconds", buckets: both).observe(2)
        try registry.summary("size", help: "", quantiles: [0.5]).observe(4)
        _ = try registry.info("build", help: "", ["version": "1"])
        try registry.stateSet("mode", help: "", states: ["on", "off"]).set(only: "off")
        #expect(
            registry.text() == #"""
                # TYPE build_info gauge
                build_info{version="1"} 1
                # HELP jobs_total Done.
                # TYPE jobs_total counter
                jobs_total{kind="a\"b"} 2
                # TYPE mode gauge
                mode{mode="on"} 0
                mode{mode="off"} 1
                # TYPE size summary
                size{quantile="0.5"} 3.9783393623363903
                size_sum 4
                size_count 1
                # HELP temp_now_celsius Now.
                # TYPE temp_now_celsius gauge
                temp_now_celsius -1.5
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="1"} 0
                wait_seconds_bucket{le="+Inf"} 1
                wait_seconds_sum 2
                wait_seconds_count 1

                """#
        )
        #expect(
            registry.text(.openMetrics1).contains(
                #"""
                # TYPE "temp.now_celsius" gauge
                # UNIT "temp.now_celsius" celsius
                # HELP "temp.now_celsius" Now.
                {"temp.now_celsius"} -1.5
                """#
            )
        )
        #expect(registry.text(.openMetrics1).hasSuffix("wait_seconds_count 1\n# EOF\n"))
    }
}
