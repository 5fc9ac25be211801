import Exposition

/// What a registry knows: which names are taken, and what is to be scraped in which order.
struct Catalog {
    /// Ascending by name, but `target` first, as OpenMetrics recommends.
    private(set) var entries: [Entry] = []
    private var families: [String: FamilyCore] = [:]
    /// Every spelling of every series name, and the metric that has it.
    private var taken: [String: String] = [:]

    enum Entry: Sendable {
        case family(FamilyCore)
        case collector(CollectorEntry)
        /// How often each family's overflow series was given out.
        case overflows(FamilyDescription)

        var name: String {
            switch self {
            case .family(let family): family.description.name
            case .collector(let collector): collector.families.first?.description.name ?? ""
            case .overflows(let description): description.name
            }
        }
    }

    /// Returns the family that is kept: `family`, or one of the same shape that was there before.
    mutating func add(_ family: FamilyCore, _ claim: Claim) throws(MetricError) -> FamilyCore {
        if let known = families[family.description.name] {
            guard known.shape == family.shape else {
                throw MetricError(metric: claim.metric, reason: .differentShape)
            }
            return known
        }
        try take(claim)
        families[family.description.name] = family
        insert(.family(family))
        return family
    }

    mutating func add(_ collector: CollectorEntry, _ claims: [Claim]) throws(MetricError) {
        // A claim that fails must leave nothing behind of those before it.
        var changed = self
        for claim in claims { try changed.take(claim) }
        changed.insert(.collector(collector))
        self = changed
    }

    mutating func addOverflows(_ description: FamilyDescription) {
        taken[description.name] = description.name
        taken[description.seriesName] = description.name
        insert(.overflows(description))
    }

    private mutating func take(_ claim: Claim) throws(MetricError) {
        for series in claim.series {
            guard let other = taken[series] else { continue }
            throw MetricError(metric: claim.metric, reason: .clash(series: series, other: other))
        }
        for series in claim.series { taken[series] = claim.metric }
    }

    private mutating func insert(_ entry: Entry) {
        let index = entries.firstIndex { Self.precedes(entry.name, $0.name) } ?? entries.endIndex
        entries.insert(entry, at: index)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        if left == "target" || right == "target" { return left == "target" && right != "target" }
        return left < right
    }
}

/// The names that a family occupies, checked.
struct Claim {
    /// The name as the program gave it.
    let metric: String
    /// The family's series names in every escaping scheme, the plainest spelling first.
    let series: [String]

    init(_ family: FamilyDescription, given metric: String) throws(MetricError) {
        self.metric = metric
        try Self.check(family, metric)
        var series: [String] = []
        for scheme in EscapingScheme.allCases {
            for suffix in family.type.claimedSuffixes {
                let name = scheme.metricName(family.name + suffix)
                if !series.contains(name) { series.append(name) }
            }
        }
        self.series = series
    }

    private static func check(
        _ family: FamilyDescription,
        _ metric: String
    ) throws(MetricError) {
        func refuse(_ reason: MetricError.Reason) -> MetricError {
            MetricError(metric: metric, reason: reason)
        }
        guard !family.name.isEmpty else { throw refuse(.emptyName) }
        let isPlain =
            family.unit.isEmpty
            || EscapingScheme.isLegacy("_" + family.unit, allowsColon: false)
        guard isPlain else { throw refuse(.invalidUnit(family.unit)) }
        guard family.unit.isEmpty || (family.type != .info && family.type != .stateSet) else {
            throw refuse(.unitNotAllowed)
        }
        var reserved = [LabelValues.overflowName]
        switch family.type {
        case .histogram, .gaugeHistogram: reserved.append("le")
        case .summary: reserved.append("quantile")
        case .stateSet: reserved.append(family.name)
        default: break
        }
        for scheme in EscapingScheme.allCases {
            var seen = Set(reserved.map(scheme.labelName))
            for label in family.labelNames {
                guard !label.isEmpty else { throw refuse(.invalidLabel(label)) }
                if label.hasPrefix("__") || reserved.contains(label) {
                    throw refuse(.reservedLabel(label))
                }
                guard seen.insert(scheme.labelName(label)).inserted else {
                    throw refuse(.duplicateLabel(label))
                }
            }
        }
    }
}
