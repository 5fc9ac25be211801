import Exposition

// Registering. Help is one sentence for whoever reads the metric; a unit is a plural base unit such
// as `seconds` or `bytes`, and is appended to the name unless that ends in it already.

extension Registry {
    /// A counter without labels; its series is called `name` plus `_total`.
    public func counter(
        _ name: String,
        help: String,
        unit: String = "",
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Counter {
        try counters(name, help, unit, [], options).with([])
    }

    /// Counters that differ in their label values.
    public func counter(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String],
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Family<Counter> {
        try counters(name, help, unit, labels, options)
    }

    /// A gauge without labels.
    public func gauge(
        _ name: String,
        help: String,
        unit: String = "",
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Gauge {
        try gauges(name, help, unit, [], options).with([])
    }

    /// Gauges that differ in their label values.
    public func gauge(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String],
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Family<Gauge> {
        try gauges(name, help, unit, labels, options)
    }

    /// A histogram without labels.
    public func histogram(
        _ name: String,
        help: String,
        unit: String = "",
        buckets: Buckets = .default,
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Histogram {
        try histograms(name, help, unit, [], buckets, options).with([])
    }

    /// Histograms that differ in their label values.
    public func histogram(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String],
        buckets: Buckets = .default,
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Family<Histogram> {
        try histograms(name, help, unit, labels, buckets, options)
    }

    /// A summary without labels, of the values within a window that slides in fifths of its length.
    public func summary(
        _ name: String,
        help: String,
        unit: String = "",
        quantiles: [Double] = [0.5, 0.9, 0.99],
        window: Duration = .seconds(600),
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Summary {
        try summaries(name, help, unit, [], quantiles, window, options).with([])
    }

    /// Summaries that differ in their label values.
    public func summary(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String],
        quantiles: [Double] = [0.5, 0.9, 0.99],
        window: Duration = .seconds(600),
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Family<Summary> {
        try summaries(name, help, unit, labels, quantiles, window, options)
    }

    /// A state set without labels.
    public func stateSet(
        _ name: String,
        help: String,
        states: [String],
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> StateSet {
        try stateSets(name, help, states, [], options).with([])
    }

    /// State sets that differ in their label values.
    public func stateSet(
        _ name: String,
        help: String,
        states: [String],
        labels: [String],
        options: FamilyOptions = FamilyOptions()
    ) throws(MetricError) -> Family<StateSet> {
        try stateSets(name, help, states, labels, options)
    }

    /// Facts such as a version; the series is called `name` plus `_info`.
    public func info(
        _ name: String,
        help: String,
        _ facts: KeyValuePairs<String, String>
    ) throws(MetricError) -> Info {
        let description = FamilyDescription(
            given: name,
            type: .info,
            help: help,
            unit: "",
            labels: facts.map(\.key)
        )
        let shape = FamilyShape(description: description, options: FamilyOptions())
        let family = try family(shape, given: name) { InfoSeries(labels: $0, home: $1) }
        let info = Info(family)
        info.set(facts.map(\.value))
        return info
    }
}

extension Registry {
    private func counters(
        _ name: String,
        _ help: String,
        _ unit: String,
        _ labels: [String],
        _ options: FamilyOptions
    ) throws(MetricError) -> Family<Counter> {
        let description = FamilyDescription(
            given: name,
            type: .counter,
            help: help,
            unit: unit,
            labels: labels
        )
        let shape = FamilyShape(description: description, options: options)
        return Family(try family(shape, given: name) { Counter(labels: $0, home: $1) })
    }

    private func gauges(
        _ name: String,
        _ help: String,
        _ unit: String,
        _ labels: [String],
        _ options: FamilyOptions
    ) throws(MetricError) -> Family<Gauge> {
        let description = FamilyDescription(
            given: name,
            type: .gauge,
            help: help,
            unit: unit,
            labels: labels
        )
        let shape = FamilyShape(description: description, options: options)
        return Family(try family(shape, given: name) { Gauge(labels: $0, home: $1) })
    }

    private func histograms(
        _ name: String,
        _ help: String,
        _ unit: String,
        _ labels: [String],
        _ buckets: Buckets,
        _ options: FamilyOptions
    ) throws(MetricError) -> Family<Histogram> {
        var description = FamilyDescription(
            given: name,
            type: .histogram,
            help: help,
            unit: unit,
            labels: labels
        )
        description.bounds = try buckets.validated(for: name)
        let shape = FamilyShape(
            description: description,
            options: options,
            native: buckets.native
        )
        let layout = HistogramLayout(
            bounds: description.bounds,
            native: buckets.native,
            keepsExemplars: options.exemplars,
            isClassic: buckets.classic != nil
        )
        let core = try family(shape, given: name) {
            Histogram(labels: $0, home: $1, layout: layout)
        }
        return Family(core)
    }

    private func summaries(
        _ name: String,
        _ help: String,
        _ unit: String,
        _ labels: [String],
        _ quantiles: [Double],
        _ window: Duration,
        _ options: FamilyOptions
    ) throws(MetricError) -> Family<Summary> {
        var description = FamilyDescription(
            given: name,
            type: .summary,
            help: help,
            unit: unit,
            labels: labels
        )
        let areOrdered = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 < $1 }
        guard areOrdered, quantiles.allSatisfy({ (0...1).contains($0) }) else {
            let why = "its quantiles do not ascend within 0 to 1"
            throw MetricError(metric: name, reason: .invalidQuantiles(why))
        }
        guard window > .zero else {
            throw MetricError(metric: name, reason: .invalidOption("its window is not above 0"))
        }
        description.quantiles = quantiles
        let shape = FamilyShape(description: description, options: options, window: window)
        return Family(try family(shape, given: name) { Summary(labels: $0, home: $1) })
    }

    private func stateSets(
        _ name: String,
        _ help: String,
        _ states: [String],
        _ labels: [String],
        _ options: FamilyOptions
    ) throws(MetricError) -> Family<StateSet> {
        var description = FamilyDescription(
            given: name,
            type: .stateSet,
            help: help,
            unit: "",
            labels: labels
        )
        if let why = StateSet.fault(in: states, of: name) {
            throw MetricError(metric: name, reason: .invalidStates(why))
        }
        description.states = states
        let shape = FamilyShape(description: description, options: options)
        return Family(try family(shape, given: name) { StateSet(labels: $0, home: $1) })
    }
}

extension StateSet {
    static func fault(in states: [String], of name: String) -> String? {
        if states.isEmpty { return "it has no states" }
        if states.count > mostStates { return "it has more than \(mostStates) states" }
        if Set(states).count < states.count { return "it has two states of the same name" }
        // The name is a label name as well, and there a colon would need quotes.
        return name.contains(":") ? "a state set cannot have a colon in its name" : nil
    }
}

extension FamilyDescription {
    /// Takes the type's suffix off the name and puts the unit on, unless it is there.
    init(given name: String, type: MetricType, help: String, unit: String, labels: [String]) {
        var name = name
        if !type.seriesSuffix.isEmpty, name.hasSuffix(type.seriesSuffix) {
            name.removeLast(type.seriesSuffix.count)
        }
        if !unit.isEmpty, !name.isEmpty, !name.hasSuffix("_" + unit) { name += "_" + unit }
        self.init(name: name, type: type, help: help, unit: unit, labelNames: labels)
    }
}
