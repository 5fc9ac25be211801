/// What OpenMetrics demands of the samples of a histogram together.
struct OpenMetricsBuckets {
    private let isGauge: Bool
    private let first: ParsedSample
    private var last: ParsedSample
    private var bound: Double?
    private var bucketCount: Double = 0
    private var count: Double?
    private var sum: Double?
    private var hasNegativeBucket = false

    /// Checks every metric of the family at every timestamp.
    static func check(_ family: ParsedFamily, in bytes: [UInt8]) throws(ExpositionError) {
        var group: (identity: [UInt8], timestamp: ExpositionTimestamp?, state: OpenMetricsBuckets)?
        for sample in family.samples {
            let suffix = String(sample.name.dropFirst(family.name.count))
            let checked = OpenMetricsSample(family: family, sample: sample, suffix: suffix)
            let identity = checked.group
            if group?.identity != identity || group?.timestamp != sample.timestamp {
                try group?.state.finish(in: bytes)
                let isGauge = family.type == .gaugeHistogram
                group = (identity, sample.timestamp, OpenMetricsBuckets(sample, isGauge: isGauge))
            }
            if let message = group?.state.add(sample, suffix) {
                throw ExpositionError(at: sample.offset, in: bytes, message)
            }
        }
        try group?.state.finish(in: bytes)
    }

    private init(_ first: ParsedSample, isGauge: Bool) {
        self.first = first
        self.isGauge = isGauge
        last = first
    }

    /// Takes a sample in; returns what is wrong with it.
    private mutating func add(_ sample: ParsedSample, _ suffix: String) -> String? {
        last = sample
        switch suffix {
        case "_count", "_gcount": count = sample.value
        case "_sum", "_gsum": sum = sample.value
        case "_bucket":
            guard let upper = sample.labels["le"].flatMap({ ExpositionNumber.double($0) }) else {
                return nil
            }
            if let bound, upper <= bound {
                return "buckets must ascend; \(upper) is after \(bound)"
            }
            if sample.value < bucketCount {
                return "buckets are cumulative; this one counts less than the one before"
            }
            if upper < 0 { hasNegativeBucket = true }
            bound = upper
            bucketCount = sample.value
        default: break
        }
        return nil
    }

    private func finish(in bytes: [UInt8]) throws(ExpositionError) {
        guard let message = problem else { return }
        throw ExpositionError(at: last.offset, in: bytes, message)
    }

    private var problem: String? {
        let letter = isGauge ? "g" : ""
        if bound != .infinity { return "a histogram needs a bucket with le=\"+Inf\"" }
        if let count, count != bucketCount {
            return "the bucket le=\"+Inf\" counts \(bucketCount), _\(letter)count says \(count)"
        }
        if sum != nil, count == nil {
            return "a histogram with _\(letter)sum needs _\(letter)count"
        }
        if sum == nil, count != nil {
            return "a histogram with _\(letter)count needs _\(letter)sum"
        }
        if hasNegativeBucket, sum != nil, !isGauge {
            return "a histogram with negative buckets has no _sum"
        }
        if !hasNegativeBucket, let sum, sum < 0 {
            return "a sum cannot be negative when no bucket is"
        }
        return nil
    }
}
