import Exposition
import Metrics
import TestKit
import Testing

struct HistogramTests {
    private func snapshot(_ registry: Registry) throws -> HistogramPoint {
        try #require(SnapshotRecorder(registry).histograms.first)
    }

    @Test func `a bucket includes its bound`() throws {
        let registry = Registry()
        let histogram = try registry.histogram("h", help: "", buckets: .classic([-1, 0, 2.5]))
        for value in [-1, -0.5, -0.0, 0, 2.5, 2.5.nextUp, .infinity, -.infinity] {
            histogram.observe(value)
        }
        #expect(try snapshot(registry).buckets == [2, 3, 1, 2])
    }

    @Test func `not-a-number is counted above all bounds`() throws {
        let registry = Registry()
        let histogram = try registry.histogram("h", help: "", buckets: .both([1, 2]))
        histogram.observe(.nan)
        histogram.observe(1)
        let point = try snapshot(registry)
        #expect(point.buckets == [1, 0, 1])
        #expect(point.count == 2)
        #expect(point.sum.isNaN)
        #expect(point.native?.positive == [NativeBucket(index: 0, count: 1)])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `every value is counted where a search through the bounds finds it`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 0...40, using: &random)
        let bounds = Set((0..<count).map { _ in Double.random(in: -10...10, using: &random) })
        let registry = Registry()
        let sorted = bounds.sorted()
        let histogram = try registry.histogram("h", help: "", buckets: .classic(sorted))
        var expected = [UInt64](repeating: 0, count: sorted.count + 1)
        var sum = 0.0
        for _ in 0..<200 {
            let isBound = Bool.random(using: &random)
            let free = Double.random(in: -12...12, using: &random)
            let value = isBound ? sorted.randomElement(using: &random) ?? free : free
            histogram.observe(value)
            expected[sorted.firstIndex { value <= $0 } ?? sorted.count] += 1
            sum += value
        }
        let point = try snapshot(registry)
        #expect(point.buckets == expected)
        #expect(point.count == 200)
        #expect(abs(point.sum - sum) < 1e-9)
    }

    /// Every writer observes 1, 2 and 4 in turn, so whatever part of it a snapshot holds, count, sum
    /// and buckets can be checked against each other.
    @Test(arguments: [
        Buckets.classic([1, 2]), .native(), .both([1, 2]), .both([1, 2], NativeBuckets(limit: 2)),
    ])
    func `eight writers against scrapes never yield a torn histogram`(buckets: Buckets) async throws
    {
        let registry = Registry()
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        let rounds = 3000
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<rounds {
                        for value in [1.0, 2, 4] { histogram.observe(value) }
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    var last: UInt64 = 0
                    while last < UInt64(8 * 3 * rounds) {
                        guard let point = SnapshotRecorder(registry).histograms.first else {
                            return
                        }
                        #expect(Self.agrees(point))
                        #expect(point.count >= last)
                        last = point.count
                    }
                }
            }
        }
        let point = try snapshot(registry)
        #expect(point.count == UInt64(8 * 3 * rounds))
        #expect(point.sum == Double(8 * 7 * rounds))
        #expect(Self.agrees(point))
    }

    private static func agrees(_ point: HistogramPoint) -> Bool {
        if !point.buckets.isEmpty {
            let sum = point.buckets[0] + 2 * point.buckets[1] + 4 * point.buckets[2]
            guard point.buckets.reduce(0, +) == point.count, Double(sum) == point.sum else {
                return false
            }
        }
        guard let native = point.native else { return true }
        return native.positive.reduce(native.zeroCount) { $0 + $1.count } == point.count
    }

    @Test func `a timer counts seconds, also when its body throws`() async throws {
        struct Failure: Error {}
        let time = SimulatedTime()
        let registry = Registry(time: time)
        let histogram = try registry.histogram("h", help: "", buckets: .classic([1, 3]))
        let result = histogram.time {
            time.advance(by: .seconds(2))
            return "done"
        }
        #expect(result == "done")
        #expect(throws: Failure.self) {
            try histogram.time { () throws(Failure) in
                time.advance(by: .milliseconds(500))
                throw Failure()
            }
        }
        await histogram.timeAsync { time.advance(by: .seconds(4)) }
        let point = try snapshot(registry)
        #expect(point.buckets == [1, 1, 1])
        #expect(point.sum == 6.5)
    }
}
