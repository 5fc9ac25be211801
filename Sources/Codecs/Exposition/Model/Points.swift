package import Clocks

/// The state of a counter at the moment of a snapshot.
package struct CounterPoint: Equatable, Sendable {
    /// What was added as integers, exactly.
    package var whole: UInt64
    /// What was added as floating-point numbers.
    package var fraction: Double
    package var created: Instant
    package var exemplar: Exemplar?

    package init(whole: UInt64, fraction: Double, created: Instant, exemplar: Exemplar? = nil) {
        self.whole = whole
        self.fraction = fraction
        self.created = created
        self.exemplar = exemplar
    }

    package var value: Double { Double(whole) + fraction }
}

/// The state of a histogram at the moment of a snapshot: `count` is the sum of all buckets.
///
/// A snapshot reuses one of these for all series, so that it does not allocate for each.
package struct HistogramPoint: Equatable, Sendable {
    package var created = Instant(nanoseconds: 0)
    package var count: UInt64 = 0
    package var sum: Double = 0
    /// The classic buckets, not cumulative, the last one without an upper bound; or none.
    package var buckets: [UInt64] = []
    /// The latest exemplar of each classic bucket, or empty when none are kept.
    package var bucketExemplars: [Exemplar?] = []
    package var native: NativePoint?
    /// Exemplars of a native histogram, ascending by time.
    package var nativeExemplars: [Exemplar] = []

    package init() {}
}

/// The exponential buckets of a native histogram.
package struct NativePoint: Equatable, Sendable {
    /// Bucket bounds grow by 2^(2^-schema): -4 is the coarsest, 8 the finest.
    package var schema: Int
    /// Values whose magnitude is not above this are in the zero bucket.
    package var zeroThreshold: Double
    package var zeroCount: UInt64 = 0
    /// Buckets of positive values, ascending by index.
    package var positive: [NativeBucket] = []
    /// Buckets of negative values, ascending by index and so by magnitude.
    package var negative: [NativeBucket] = []

    package init(schema: Int, zeroThreshold: Double) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
    }
}

/// One exponential bucket: the values in (base^(index - 1), base^index], where base is
/// 2^(2^-schema).
package struct NativeBucket: Equatable, Sendable {
    package var index: Int32
    package var count: UInt64

    package init(index: Int32, count: UInt64) {
        self.index = index
        self.count = count
    }
}

/// The state of a summary at the moment of a snapshot.
package struct SummaryPoint: Equatable, Sendable {
    package var created = Instant(nanoseconds: 0)
    package var count: UInt64 = 0
    package var sum: Double = 0
    /// The estimate of each of the family's quantiles; not-a-number when there were no values.
    package var values: [Double] = []

    package init() {}
}
