import Exposition
import TestKit
import Testing

@testable import Metrics

struct NativeHistogramTests {
    private func native(_ registry: Registry) throws -> NativePoint {
        try #require(SnapshotRecorder(registry).histograms.first?.native)
    }

    /// Every bound of every schema is a bound of the finest one, so the definition can be checked
    /// there: 2^(n/256), raised to the 256th power by squaring, must be 2^n.
    @Test func `the bounds are the powers they are defined as`() {
        for index in Int32(0)...256 {
            var power = ExponentialIndex.upperBound(of: index, schema: 8)
            for _ in 0..<8 { power *= power }
            let expected = ExponentialIndex.upperBound(of: index, schema: 0)
            #expect(abs(power / expected - 1) < 1e-13)
        }
    }

    @Test(arguments: ExponentialIndex.coarsestSchema...ExponentialIndex.finestSchema)
    func `a bucket includes its upper bound and nothing beyond`(schema: Int) {
        let steps = Int32(ExponentialIndex.finestSchema - schema)
        let last = schema >= 0 ? 1024 << schema : 1024 >> -schema
        for index in stride(from: -last + 2, through: last - 1, by: max(1, last / 3000)) {
            let bound = ExponentialIndex.upperBound(of: Int32(index), schema: schema)
            guard bound.isNormal else { continue }
            let at = ExponentialIndex.shared.finest(bound)
            let above = ExponentialIndex.shared.finest(bound.nextUp)
            #expect(ExponentialIndex.coarser(at, by: steps) == index)
            #expect(ExponentialIndex.coarser(above, by: steps) == index + 1)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the index agrees with the logarithm`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let value = Double(
                sign: .plus,
                exponent: Int.random(in: -1022...1023, using: &random),
                significand: Double.random(in: 1..<2, using: &random)
            )
            let index = ExponentialIndex.shared.finest(value)
            let upper = ExponentialIndex.upperBound(of: index, schema: 8)
            let lower = ExponentialIndex.upperBound(of: index - 1, schema: 8)
            #expect(lower < value && value <= upper)
        }
    }

    @Test func `the ends of the range have buckets too`() {
        let index = ExponentialIndex.shared
        #expect(index.finest(.greatestFiniteMagnitude) == 1024 * 256)
        #expect(index.finest(.infinity) == 1024 * 256 + 1)
        #expect(index.finest(.leastNonzeroMagnitude) == -1074 * 256)
        #expect(index.finest(.leastNormalMagnitude) == -1022 * 256)
        // Infinity stays beyond the last bucket in every schema.
        for steps in Int32(0)...12 {
            let last = ExponentialIndex.coarser(1024 * 256, by: steps)
            #expect(ExponentialIndex.coarser(ExponentialIndex.infinity, by: steps) == last + 1)
        }
    }

    @Test(arguments: [
        (1.1, 3), (65_536, -4), (70_000, -4), (1.005, 8), (1.0001, 8), (2, 0), (1.99, 1),
    ])
    func `the factor chooses the coarsest schema that keeps to it`(factor: Double, schema: Int) {
        #expect(NativeBuckets(factor: factor).schema == schema)
    }

    @Test func `zeros, signs, infinities and what is no number have their places`() throws {
        let registry = Registry()
        let histogram = try registry.histogram("h", help: "", buckets: .native())
        let values: [Double] = [
            0, -0.0, 0x1p-128, -0x1p-129, 0x1.8p-128, 1, -1, 3, .infinity, .nan,
        ]
        for value in values { histogram.observe(value) }
        let native = try native(registry)
        #expect(native.schema == 3)
        #expect(native.zeroCount == 4)
        #expect(native.positive.map(\.index) == [-1019, 0, 13, 8193])
        #expect(native.negative == [NativeBucket(index: 0, count: 1)])
        #expect(SnapshotRecorder(registry).histograms.first?.count == 10)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `conforming later equals counting coarsely from the start`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let schema = Int.random(in: -4...7, using: &random)
        let threshold = ExponentialIndex.upperBound(
            of: Int32.random(in: -20...20, using: &random),
            schema: schema
        )
        var late = ExponentialBuckets(schema: 8, zeroThreshold: 0)
        var early = ExponentialBuckets(schema: schema, zeroThreshold: threshold)
        for _ in 0..<300 {
            let sign = Bool.random(using: &random) ? 1.0 : -1
            let value = sign * Double.random(in: 0...100, using: &random)
            let finest = ExponentialIndex.shared.finest(value.magnitude)
            late.add(value, finest: finest)
            early.add(value, finest: finest)
        }
        late.conform(schema: schema, zeroThreshold: threshold)
        var one = NativePoint(schema: 0, zeroThreshold: 0)
        var other = one
        late.write(to: &one)
        early.write(to: &other)
        #expect(one == other)
    }

    @Test func `beyond the limit the resolution is halved until it fits`() throws {
        let registry = Registry(time: SimulatedTime())
        let buckets = Buckets.native(NativeBuckets(factor: 1.005, limit: 10))
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        for exponent in 1...20 { histogram.observe(Double(1 << exponent)) }
        let native = try native(registry)
        #expect(native.schema == -1)
        #expect(native.positive == (1...10).map { NativeBucket(index: $0, count: 2) })
    }

    @Test func `the zero bucket widens before, as far as it may`() throws {
        let registry = Registry(time: SimulatedTime())
        let buckets = Buckets.native(
            NativeBuckets(factor: 2, maximumZeroThreshold: 4, limit: 3)
        )
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        for exponent in 0..<6 { histogram.observe(Double(1 << exponent)) }
        let native = try native(registry)
        #expect(native.schema == 0)
        #expect(native.zeroThreshold == 4)
        #expect(native.zeroCount == 3)
        #expect(native.positive.map(\.index) == [3, 4, 5])
        histogram.observe(1024)
        #expect(try self.native(registry).schema == -1)
    }

    @Test func `after the shortest interval it starts again instead`() throws {
        let time = SimulatedTime()
        let registry = Registry(time: time)
        let buckets = Buckets.both([10], NativeBuckets(factor: 2, limit: 2))
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        histogram.observe(1)
        histogram.observe(2)
        let before = try #require(SnapshotRecorder(registry).histograms.first)
        time.advance(by: .seconds(3600))
        histogram.observe(64)
        let point = try #require(SnapshotRecorder(registry).histograms.first)
        #expect(point.count == 1)
        #expect(point.sum == 64)
        #expect(point.buckets == [0, 1])
        #expect(point.native?.positive == [NativeBucket(index: 6, count: 1)])
        #expect(point.created > before.created)
        // The next time comes too soon.
        histogram.observe(1)
        histogram.observe(8)
        #expect(try native(registry).schema == -3)
    }

    @Test func `at the coarsest schema the limit gives way, not the values`() throws {
        let registry = Registry(time: SimulatedTime())
        let buckets = Buckets.native(NativeBuckets(factor: 70_000, limit: 1))
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        for value in [1, 1e100, -1, .infinity] { histogram.observe(value) }
        let native = try native(registry)
        #expect(native.schema == -4)
        #expect(native.positive.count + native.negative.count == 4)
    }

    /// Two processors may each keep to the limit while together they do not.
    @Test func `a snapshot keeps to the limit too and loses nothing`() async throws {
        let registry = Registry(time: SimulatedTime())
        let buckets = Buckets.native(NativeBuckets(factor: 1.005, limit: 20))
        let histogram = try registry.histogram("h", help: "", buckets: buckets)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<500 { histogram.observe(Double(task * 500 + step)) }
                }
            }
        }
        let native = try native(registry)
        #expect(native.positive.count <= 20)
        #expect(native.positive.reduce(native.zeroCount) { $0 + $1.count } == 4000)
    }
}
