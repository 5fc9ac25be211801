import Exposition

/// The buckets of a native histogram as OTLP counts them.
///
/// Both divide at powers of 2^(2^-scale); scale and schema are the same number. But a native
/// bucket is called by its upper bound and one of OTLP by its lower: native index 1 is OTLP's 0.
/// And OTLP lists all buckets from the first to the last, also those in which nothing fell:
///
///     native     index 3: 4    index 5: 1        from 2^2 to 2^3, from 2^4 to 2^5 (schema 0)
///     OTLP       offset 2, counts 4 0 1
///
/// Values far apart would make that list as long as one likes. So it has a limit, and where it does
/// not suffice neighbours are merged, two into one for each step of the scale, positive and
/// negative alike. Merging moves no bound: a bound of a coarse scale is one of every finer scale.
struct ExponentialBuckets: Equatable {
    /// A negative number makes buckets that grow by more than 2 each.
    var scale: Int32
    var positive: Run
    var negative: Run

    /// Neighbouring buckets, the first at index `offset`.
    struct Run: Equatable {
        var offset: Int32 = 0
        var counts: [UInt64] = []
    }

    /// Of positive and of negative buckets each, at most.
    static let maximumLength = 1024

    init(_ native: NativePoint, maximumLength: Int = maximumLength) {
        let shift = max(
            Self.shift(fitting: native.positive, in: maximumLength),
            Self.shift(fitting: native.negative, in: maximumLength)
        )
        scale = Int32(clamping: native.schema) - shift
        positive = Run(native.positive, shift: shift)
        negative = Run(native.negative, shift: shift)
    }

    /// How often neighbours have to be merged for the buckets to be no more than `length`.
    private static func shift(fitting buckets: [NativeBucket], in length: Int) -> Int32 {
        guard let (first, last) = bounds(of: buckets) else { return 0 }
        var shift: Int32 = 0
        // Ends, for shifted all the way both are 0 or -1.
        while (last >> shift) - (first >> shift) >= Int64(max(length, 2)) { shift += 1 }
        return shift
    }

    /// The indexes, in OTLP's count, of the first and the last bucket.
    fileprivate static func bounds(of buckets: [NativeBucket]) -> (first: Int64, last: Int64)? {
        guard let first = buckets.lazy.map(\.index).min(),
            let last = buckets.lazy.map(\.index).max()
        else { return nil }
        return (Int64(first) - 1, Int64(last) - 1)
    }
}

extension ExponentialBuckets.Run {
    fileprivate init(_ buckets: [NativeBucket], shift: Int32) {
        guard let (first, last) = ExponentialBuckets.bounds(of: buckets) else { return }
        let start = first >> shift
        offset = Int32(clamping: start)
        counts = [UInt64](repeating: 0, count: Int((last >> shift) - start) + 1)
        for bucket in buckets {
            counts[Int(((Int64(bucket.index) - 1) >> shift) - start)] &+= bucket.count
        }
    }
}
