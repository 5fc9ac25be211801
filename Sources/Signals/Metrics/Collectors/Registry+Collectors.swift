import Exposition

extension Registry {
    /// Computes `families` together at every scrape.
    ///
    /// `collect` runs on the scraper's thread, in several at once when there are several scrapes;
    /// what it finds for one scrape is held in memory whole.
    public func collect(
        _ families: [CollectedFamily],
        _ collect: @escaping @Sendable (inout CollectedSamples) -> Void
    ) throws(MetricError) {
        for family in families { try family.validate() }
        try add(CollectorEntry(families: families, collect: collect, created: clock.now))
    }

    /// A gauge whose value is computed at every scrape.
    public func gauge(
        _ name: String,
        help: String,
        unit: String = "",
        _ value: @escaping @Sendable () -> Double
    ) throws(MetricError) {
        let family = CollectedFamily.gauge(name, help: help, unit: unit)
        try collect([family]) { $0.add(family, value()) }
    }

    /// A counter whose value is computed at every scrape; it must not fall while the program runs.
    public func counter(
        _ name: String,
        help: String,
        unit: String = "",
        _ value: @escaping @Sendable () -> Double
    ) throws(MetricError) {
        let family = CollectedFamily.counter(name, help: help, unit: unit)
        try collect([family]) { $0.add(family, value()) }
    }
}

extension CollectedFamily {
    fileprivate func validate() throws(MetricError) {
        let name = description.name
        switch description.type {
        case .histogram, .gaugeHistogram:
            let bounds = try Buckets.classic(description.bounds).validated(for: name)
            guard bounds == description.bounds else {
                let why = "the bucket without a bound is implied"
                throw MetricError(metric: name, reason: .invalidBuckets(why))
            }
        case .summary:
            let quantiles = description.quantiles
            let areOrdered = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 < $1 }
            guard areOrdered, quantiles.allSatisfy({ (0...1).contains($0) }) else {
                let why = "its quantiles do not ascend within 0 to 1"
                throw MetricError(metric: name, reason: .invalidQuantiles(why))
            }
        default: break
        }
    }
}
