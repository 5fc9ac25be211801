/// The buckets in which a histogram counts.
public struct Buckets: Equatable, Sendable {
    /// Finite upper bounds, ascending, each within its bucket; `nil` for none.
    public var classic: [Double]?
    /// Buckets that find their own bounds, or `nil` for none.
    public var native: NativeBuckets?

    /// Bounds for requests measured in seconds, from 5 milliseconds to 10 seconds.
    public static let defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// More bounds than this are refused.
    public static let mostBounds = 1024

    public static let `default` = Buckets(classic: defaultBounds)

    public static func classic(_ bounds: [Double]) -> Buckets { Buckets(classic: bounds) }

    public static func native(_ native: NativeBuckets = NativeBuckets()) -> Buckets {
        Buckets(native: native)
    }

    /// Counts every value twice: for readers that know native histograms and for those that do not.
    public static func both(
        _ bounds: [Double] = defaultBounds,
        _ native: NativeBuckets = NativeBuckets()
    ) -> Buckets {
        Buckets(classic: bounds, native: native)
    }

    /// `count` bounds from `start` on, each `width` above the one before.
    public static func linear(start: Double, width: Double, count: Int) -> Buckets {
        Buckets(classic: (0..<max(count, 0)).map { start + Double($0) * width })
    }

    /// `count` bounds from `start` on, each `factor` times the one before.
    public static func exponential(start: Double, factor: Double, count: Int) -> Buckets {
        var bounds: [Double] = []
        var bound = start
        for _ in 0..<max(count, 0) {
            bounds.append(bound)
            bound *= factor
        }
        return Buckets(classic: bounds)
    }

    /// The bounds as they are kept, or why they cannot be.
    func validated(for metric: String) throws(MetricError) -> [Double] {
        func refuse(_ why: String) -> MetricError {
            MetricError(metric: metric, reason: .invalidBuckets(why))
        }
        var bounds = classic ?? []
        if bounds.last == .infinity { bounds.removeLast() }
        guard bounds.count <= Self.mostBounds else {
            throw refuse("it has more than \(Self.mostBounds) buckets")
        }
        guard bounds.allSatisfy(\.isFinite) else { throw refuse("a bucket bound is not finite") }
        guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw refuse("its bucket bounds do not ascend")
        }
        guard classic != nil || native != nil else { throw refuse("it has no buckets at all") }
        if let why = native?.fault { throw refuse(why) }
        return bounds
    }
}

/// How a native histogram lays out its exponential buckets.
public struct NativeBuckets: Equatable, Sendable {
    /// Each bucket is at most this many times as wide as the one before; above 1.
    public var factor: Double
    /// Values not above this in magnitude count as zero.
    public var zeroThreshold: Double
    /// How far the zero bucket may widen to keep to the limit; the default forbids it.
    public var maximumZeroThreshold: Double
    /// How many buckets there may be, positive and negative ones together.
    public var limit: Int
    /// Beyond the limit, a histogram that was not reset for this long starts again from nothing.
    public var minimumResetInterval: Duration

    /// The smallest magnitude that gets a bucket of its own, unless another one is chosen.
    public static let defaultZeroThreshold = 0x1p-128

    public init(
        factor: Double = 1.1,
        zeroThreshold: Double = Self.defaultZeroThreshold,
        maximumZeroThreshold: Double = 0,
        limit: Int = 160,
        minimumResetInterval: Duration = .seconds(3600)
    ) {
        self.factor = factor
        self.zeroThreshold = zeroThreshold
        self.maximumZeroThreshold = maximumZeroThreshold
        self.limit = limit
        self.minimumResetInterval = minimumResetInterval
    }

    /// The coarsest schema whose buckets grow by no more than `factor`, from -4 to 8.
    var schema: Int {
        for schema in ExponentialIndex.coarsestSchema..<ExponentialIndex.finestSchema
        where ExponentialIndex.base(ofSchema: schema) <= factor {
            return schema
        }
        return ExponentialIndex.finestSchema
    }

    var fault: String? {
        if !(factor > 1) { return "the bucket factor is not above 1" }
        if !(zeroThreshold >= 0) || zeroThreshold.isInfinite {
            return "the zero threshold is negative or not finite"
        }
        if !(maximumZeroThreshold >= 0) || maximumZeroThreshold.isInfinite {
            return "the maximum zero threshold is negative or not finite"
        }
        if limit < 1 { return "the bucket limit is below 1" }
        return nil
    }
}
