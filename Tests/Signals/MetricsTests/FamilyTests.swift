import Exposition
import Metrics
import TestKit
import Testing

struct FamilyTests {
    private func family(
        _ registry: Registry,
        _ options: FamilyOptions = FamilyOptions()
    ) throws -> Family<Counter> {
        try registry.counter("c", help: "", labels: ["a", "b"], options: options)
    }

    @Test func `the same label values are the same series`() throws {
        let family = try family(Registry())
        let first = family.with("x", "y")
        #expect(family.with("x", "y") === first)
        #expect(family.with(["x", "y"]) === first)
        #expect(family.with("xy", "") !== first)
        #expect(family.with("y", "x") !== first)
        #expect(family.count == 3)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `look-up, removal and insertion agree with a dictionary`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let registry = Registry()
        let family = try family(registry, FamilyOptions(cardinalityLimit: 10_000))
        var model: [[String]: Double] = [:]
        for _ in 0..<3000 {
            let key = (0..<2).map { _ in
                String(repeating: "é", count: Int.random(in: 0...9, using: &random))
                    + String(Int.random(in: 0..<8, using: &random))
            }
            if Int.random(in: 0..<5, using: &random) == 0 {
                #expect(family.remove(key[0], key[1]) == (model.removeValue(forKey: key) != nil))
            } else {
                family.with(key[0], key[1]).increment()
                model[key, default: 0] += 1
            }
        }
        #expect(SnapshotRecorder(registry).values("c") == model)
        family.clear()
        #expect(family.count == 0)
        #expect(SnapshotRecorder(registry).values("c").isEmpty)
    }

    @Test func `beyond its limit everything new is counted in one series`() throws {
        let registry = Registry()
        let family = try family(registry, FamilyOptions(cardinalityLimit: 2))
        for value in ["1", "2", "3", "4", "3"] { family.with(value, "").increment() }
        let recorder = SnapshotRecorder(registry)
        #expect(
            recorder.values("c") == [["1", ""]: 1, ["2", ""]: 1, [LabelValues.overflowName]: 3]
        )
        #expect(recorder.values("tocsin_metrics_cardinality_overflows") == [["c_total"]: 3])
        #expect(registry.text().contains("c_total{otel_metric_overflow=\"true\"} 3\n"))
    }

    @Test func `room made by a removal is used again`() throws {
        let family = try family(Registry(), FamilyOptions(cardinalityLimit: 1))
        let first = family.with("1", "")
        family.remove("1", "")
        let second = family.with("2", "")
        #expect(second !== first)
        #expect(family.count == 1)
    }

    @Test func `the wrong number of values is counted as overflow`() throws {
        let registry = Registry()
        let family = try family(registry)
        family.with("only").increment()
        family.with("one", "two", "three").increment()
        #expect(SnapshotRecorder(registry).values("c") == [[LabelValues.overflowName]: 2])
    }

    @Test func `fifty thousand series can be looked up`() throws {
        let family = try family(Registry(), FamilyOptions(cardinalityLimit: 50_000))
        let series = (0..<50_000).map { family.with("\($0)", "x") }
        #expect(series.indices.allSatisfy { family.with("\($0)", "x") === series[$0] })
    }

    @Test func `several threads that ask for the same series get one`() async throws {
        let registry = Registry()
        let family = try family(registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for index in 0..<1000 { family.with("\(index % 50)", "x").increment() }
                }
            }
        }
        let values = SnapshotRecorder(registry).values("c")
        #expect(values.count == 50)
        #expect(values.values.allSatisfy { $0 == 160 })
    }
}

struct ExpiryTests {
    private let time = SimulatedTime()

    private func make() throws -> (Registry, Family<Counter>) {
        let registry = Registry(time: time)
        let options = FamilyOptions(cardinalityLimit: 2, expiry: .seconds(60))
        return (registry, try registry.counter("c", help: "", labels: ["a"], options: options))
    }

    private func values(_ registry: Registry) -> [[String]: Double] {
        SnapshotRecorder(registry).values("c")
    }

    @Test func `a series that nobody updates is forgotten, one that is updated stays`() throws {
        let (registry, family) = try make()
        let busy = family.with("busy")
        family.with("idle").increment()
        for _ in 0..<3 {
            busy.increment()
            #expect(values(registry)[["busy"]] != nil)
            time.advance(by: .seconds(30))
        }
        #expect(values(registry) == [["busy"]: 3])
        time.advance(by: .seconds(60))
        #expect(values(registry).isEmpty)
    }

    @Test func `a kept handle brings its series back, from zero and newly created`() throws {
        let (registry, family) = try make()
        let kept = family.with("x")
        kept.increment(by: 5)
        _ = values(registry)
        let before = registry.bytes(.protobuf)
        time.advance(by: .seconds(60))
        #expect(values(registry).isEmpty)
        kept.increment()
        #expect(values(registry) == [["x"]: 1])
        #expect(family.with("x") === kept)
        #expect(registry.bytes(.protobuf) != before)
        #expect(
            registry.text(.openMetrics1, created: true).contains("c_created{a=\"x\"} 1767225660\n")
        )
    }

    @Test func `a kept handle counts for whoever took its place`() throws {
        let (registry, family) = try make()
        let kept = family.with("x")
        _ = values(registry)
        time.advance(by: .seconds(60))
        _ = values(registry)
        let successor = family.with("x")
        #expect(successor !== kept)
        successor.increment()
        kept.increment()
        kept.increment(by: 0.5)
        #expect(values(registry) == [["x"]: 2.5])
    }

    @Test func `what is idle makes room at the limit`() throws {
        let (registry, family) = try make()
        _ = family.with("1")
        _ = family.with("2")
        _ = values(registry)
        time.advance(by: .seconds(60))
        family.with("3").increment()
        #expect(values(registry) == [["3"]: 1])
    }

    @Test func `every kind of instrument comes back`() throws {
        let registry = Registry(time: time)
        let options = FamilyOptions(expiry: .seconds(1))
        let gauge = try registry.gauge("g", help: "", labels: ["a"], options: options).with("x")
        let histogram = try registry.histogram("h", help: "", labels: ["a"], options: options)
            .with("x")
        let native = try registry.histogram(
            "n",
            help: "",
            labels: ["a"],
            buckets: .both(),
            options: options
        ).with("x")
        let summary = try registry.summary("s", help: "", labels: ["a"], options: options).with("x")
        let states = try registry.stateSet(
            "m",
            help: "",
            states: ["on", "off"],
            labels: ["a"],
            options: options
        ).with("x")
        func update() {
            gauge.add(1)
            histogram.observe(1)
            native.observe(1)
            summary.observe(1)
            states.set("on", to: true)
        }
        update()
        let first = registry.text()
        #expect(first.contains("n_count{a=\"x\"} 1\n"))
        time.advance(by: .seconds(1))
        _ = registry.text()
        time.advance(by: .seconds(1))
        #expect(registry.text().isEmpty)
        update()
        #expect(registry.text() == first)
    }
}
