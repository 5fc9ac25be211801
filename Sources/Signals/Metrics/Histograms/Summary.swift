import Clocks
import Exposition
import Synchronization

/// Estimates quantiles of the values of the last minutes, for readers that cannot compute them from
/// a histogram.
///
/// Each part of the window is a sketch with exponential buckets after DDSketch (Masson, Rim, Lee:
/// "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB
/// 2019): a quantile is off by at most 0.55 percent of its value, whatever the distribution. Memory
/// is bounded: beyond 1,024 buckets the sketch halves its resolution.
public final class Summary: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    private let quantiles: [Double]
    /// How long one slice of the window lasts, in nanoseconds.
    private let sliceLength: Int64
    private let stripes = Stripes<SummaryPart>()

    override init(labels: LabelValues, home: FamilyCore) {
        quantiles = home.description.quantiles
        let window = home.shape.window?.clampedNanoseconds ?? 0
        sliceLength = max(window / Int64(SummaryPart.sliceCount), 1)
        super.init(labels: labels, home: home)
    }

    /// Counts `value`.
    public func observe(_ value: Double) {
        let target = expires ? unsafe unsafeDowncast(touch(), to: Summary.self) : self
        let slice = clock.uptime / sliceLength
        let taken = target.stripes.take() ?? target.stripes.take { SummaryPart() }
        taken.part.add(value, slice: slice)
        taken.give()
    }

    /// Counts `duration` in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    override func reset() {
        super.reset()
        stripes.visit { $0 = SummaryPart() }
    }

    /// Replaces what `point` holds, keeping its memory.
    func read(into point: inout SummaryPoint) {
        let slice = clock.uptime / sliceLength
        point.created = Instant(nanoseconds: created.load(ordering: .relaxed))
        point.count = 0
        point.sum = 0
        var window = SummaryPart.makeSketch()
        stripes.visit { $0.add(to: &point, window: &window, slice: slice) }
        point.values.removeAll(keepingCapacity: true)
        window.appendQuantiles(quantiles, to: &point.values)
    }
}

/// What one stripe of a summary has counted.
struct SummaryPart: ~Copyable {
    private var count: UInt64 = 0
    private var sum: Double = 0
    /// The number of the slice that values go to now; older ones lie before it, in a ring.
    private var current: Int64 = 0
    private var slices = InlineArray<5, ExponentialBuckets> { _ in makeSketch() }

    static let sliceCount = 5
    private static let mostBuckets = 1024

    static func makeSketch() -> ExponentialBuckets {
        ExponentialBuckets(schema: 6, zeroThreshold: NativeBuckets.defaultZeroThreshold)
    }

    mutating func add(_ value: Double, slice: Int64) {
        advance(to: slice)
        count &+= 1
        sum += value
        guard !value.isNaN else { return }
        let finest = value == 0 ? 0 : ExponentialIndex.shared.finest(value.magnitude)
        let index = Int(current % Int64(Self.sliceCount))
        slices[index].add(value, finest: finest)
        while slices[index].count > Self.mostBuckets {
            let schema = slices[index].schema - 1
            guard schema >= ExponentialIndex.coarsestSchema else { return }
            slices[index].conform(schema: schema, zeroThreshold: slices[index].zeroThreshold)
        }
    }

    /// Empties the slices that have left the window.
    private mutating func advance(to slice: Int64) {
        guard slice > current else { return }
        let passed = min(slice - current, Int64(Self.sliceCount))
        for offset in 0..<passed {
            slices[Int((slice - offset) % Int64(Self.sliceCount))] = Self.makeSketch()
        }
        current = slice
    }

    mutating func add(
        to point: inout SummaryPoint,
        window: inout ExponentialBuckets,
        slice: Int64
    ) {
        advance(to: slice)
        point.count &+= count
        point.sum += sum
        for index in 0..<Self.sliceCount { window.merge(&slices[index]) }
    }
}

extension ExponentialBuckets {
    /// Appends an estimate for each quantile: the middle of the bucket that holds it.
    fileprivate func appendQuantiles(_ quantiles: [Double], to values: inout [Double]) {
        var point = NativePoint(schema: schema, zeroThreshold: zeroThreshold)
        write(to: &point)
        var ascending: [(value: Double, count: UInt64)] = []
        for bucket in point.negative.reversed() {
            ascending.append((-middle(of: bucket.index), bucket.count))
        }
        if point.zeroCount > 0 { ascending.append((0, point.zeroCount)) }
        for bucket in point.positive { ascending.append((middle(of: bucket.index), bucket.count)) }
        let total = ascending.reduce(0) { $0 + $1.count }
        for quantile in quantiles {
            var rank = UInt64(max(1, (quantile * Double(total)).rounded(.up)))
            let found = ascending.first { entry in
                if rank <= entry.count { return true }
                rank -= entry.count
                return false
            }
            values.append(found?.value ?? ascending.last?.value ?? .nan)
        }
    }

    /// What differs from both bounds of the bucket by the same factor.
    private func middle(of index: Int32) -> Double {
        let upper = ExponentialIndex.upperBound(of: index, schema: schema)
        let lower = ExponentialIndex.upperBound(of: index - 1, schema: schema)
        return upper.isFinite ? 2 * upper / (1 + upper / lower) : upper
    }
}
