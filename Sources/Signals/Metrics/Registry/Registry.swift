package import Clocks
import Exposition

/// The metrics that are exposed together.
///
/// Most programs need one, `Registry.default`. Registering the same name again with the same type,
/// help, labels and options returns the same metric; anything else that would clash is thrown.
public final class Registry: Sendable {
    /// The registry for everybody who needs no other.
    public static let `default` = Registry()

    let clock: MetricsClock
    private let catalog = Guarded(Catalog())

    public convenience init() { self.init(clock: MetricsClock()) }

    /// A registry whose timestamps and expiry follow `time`.
    package convenience init(time: any TimeSource) { self.init(clock: MetricsClock(time)) }

    private init(clock: MetricsClock) {
        self.clock = clock
        let overflows = CollectedFamily.cardinalityOverflows
        catalog.withLock { $0.addOverflows(overflows.description) }
    }

    /// The family of this shape; made by `make` unless it is there already.
    func family(
        _ shape: FamilyShape,
        given name: String,
        make: @escaping @Sendable (LabelValues, FamilyCore) -> Instrument
    ) throws(MetricError) -> FamilyCore {
        try shape.options.validate(for: name)
        let claim = try Claim(shape.description, given: name)
        let new = FamilyCore(shape: shape, clock: clock, make: make)
        let found = catalog.withLock { catalog in
            Result { () throws(MetricError) in try catalog.add(new, claim) }
        }
        let family = try found.get()
        // What has no labels is there from the start, at zero.
        if family === new, shape.description.labelNames.isEmpty, shape.description.type != .info {
            _ = family.child([])
        }
        return family
    }

    func add(_ collector: CollectorEntry) throws(MetricError) {
        var claims: [Claim] = []
        for family in collector.families {
            claims.append(try Claim(family.description, given: family.description.name))
        }
        let added = catalog.withLock { catalog in
            Result { () throws(MetricError) in try catalog.add(collector, claims) }
        }
        try added.get()
    }

    /// What there is to scrape at this moment, in the order of names.
    var entries: [Catalog.Entry] { catalog.withLock { $0.entries } }
}

extension FamilyOptions {
    fileprivate func validate(for metric: String) throws(MetricError) {
        guard cardinalityLimit > 0 else {
            throw MetricError(metric: metric, reason: .invalidOption("its limit is not above 0"))
        }
        if let expiry, expiry <= .zero {
            throw MetricError(metric: metric, reason: .invalidOption("its expiry is not above 0"))
        }
    }
}
