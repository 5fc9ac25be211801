import Exposition
import TestKit
import Testing

@testable import Metrics

struct SummaryTests {
    private func snapshot(_ registry: Registry) throws -> SummaryPoint {
        for family in SnapshotRecorder(registry).families {
            if case .summary(let point)? = family.series.first?.point { return point }
        }
        throw MetricError(metric: "summary", reason: .emptyName)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `a quantile is off by at most 0.55 percent of its value`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let quantiles = [0, 0.01, 0.5, 0.9, 0.99, 1]
        let registry = Registry(time: SimulatedTime())
        let summary = try registry.summary("s", help: "", quantiles: quantiles)
        let count = Int.random(in: 1...2000, using: &random)
        let values = (0..<count).map { _ in
            let magnitude = Double.random(in: 0...1, using: &random)
            return (Bool.random(using: &random) ? 1 : -1) * magnitude * magnitude * 1000
        }
        for value in values { summary.observe(value) }
        let point = try snapshot(registry)
        let sorted = values.sorted()
        for (quantile, estimate) in zip(quantiles, point.values) {
            let rank = max(1, Int((quantile * Double(count)).rounded(.up)))
            let exact = sorted[rank - 1]
            #expect(abs(estimate - exact) <= abs(exact) * 0.0055)
        }
        #expect(point.count == UInt64(count))
        #expect(abs(point.sum - values.reduce(0, +)) < 1e-6)
    }

    @Test func `values leave with the window, count and sum stay`() throws {
        let time = SimulatedTime()
        let registry = Registry(time: time)
        let summary = try registry.summary("s", help: "", quantiles: [1], window: .seconds(10))
        #expect(try snapshot(registry).values[0].isNaN)
        summary.observe(100)
        time.advance(by: .seconds(8))
        summary.observe(1)
        #expect(abs(try snapshot(registry).values[0] - 100) < 1)
        time.advance(by: .seconds(2))
        #expect(abs(try snapshot(registry).values[0] - 1) < 0.01)
        time.advance(by: .seconds(1000))
        let point = try snapshot(registry)
        #expect(point.values[0].isNaN)
        #expect(point.count == 2)
        #expect(point.sum == 101)
    }

    @Test func `wide values cost resolution, not memory`() {
        var part = SummaryPart()
        for exponent in -1000...1000 {
            part.add(Double(sign: .plus, exponent: exponent, significand: 1), slice: 1)
            part.add(Double(sign: .minus, exponent: exponent, significand: 1), slice: 1)
        }
        var point = SummaryPoint()
        var window = SummaryPart.makeSketch()
        part.add(to: &point, window: &window, slice: 1)
        #expect(window.count <= 1024)
        #expect(point.count == 4002)
    }
}
