import Clocks
import Exposition
import Synchronization

/// The series of one family, whatever instrument they are of.
@usableFromInline
final class FamilyCore: Sendable {
    let shape: FamilyShape
    let clock: MetricsClock
    let created: Instant
    /// How often a series was asked for and the overflow series was given instead.
    let overflows = Atomic<UInt64>(0)
    private let table = Guarded(ChildTable())
    private let make: @Sendable (LabelValues, FamilyCore) -> Instrument

    var description: FamilyDescription { shape.description }
    var options: FamilyOptions { shape.options }

    init(
        shape: FamilyShape,
        clock: MetricsClock,
        make: @escaping @Sendable (LabelValues, FamilyCore) -> Instrument
    ) {
        self.shape = shape
        self.clock = clock
        self.make = make
        created = clock.now
    }

    /// The series with these label values; it is made if there is none yet.
    ///
    /// Beyond the cardinality limit, and for a wrong number of values, the overflow series.
    @inline(__always)
    func child(_ values: Span<String>) -> Instrument {
        LabelKey.with(values) { key in
            if let known = table.withLock({ $0.find(key) }) { return known }
            return insert(key, hasAllLabels: values.count == description.labelNames.count)
        }
    }

    /// Forgets the series; handles to it that were kept count for nobody from then on.
    func remove(_ values: Span<String>) -> Bool {
        LabelKey.with(values) { key in table.withLock { $0.remove(key) } }
    }

    func removeAll() { table.withLock { $0.removeAll() } }

    /// Leaves nothing but one series with these values, in one step.
    func replaceAll(with values: [String]) {
        guard values.count == description.labelNames.count else { return }
        let child = make(LabelValues(values), self)
        LabelKey.with(child.labels) { key in
            table.withLock { table in
                table.removeAll()
                table.insert(child, key, now: clock.uptime)
            }
        }
    }

    @inline(never)
    private func insert(_ key: LabelKey, hasAllLabels: Bool) -> Instrument {
        table.withLock { table in
            if let known = table.find(key) { return known }
            if hasAllLabels, hasRoom(&table) {
                let child = make(key.values, self)
                table.insert(child, key, now: clock.uptime)
                return child
            }
            overflows.wrappingAdd(1, ordering: .relaxed)
            return overflow(&table)
        }
    }

    private func hasRoom(_ table: inout ChildTable) -> Bool {
        if table.count < options.cardinalityLimit { return true }
        guard let expiry else { return false }
        table.expireAll(expiry)
        return table.count < options.cardinalityLimit
    }

    private func overflow(_ table: inout ChildTable) -> Instrument {
        if let overflow = table.overflow { return overflow }
        let child = make(.overflow, self)
        table.insert(overflow: child, now: clock.uptime)
        return child
    }

    /// Brings back an expired series, unless its labels were asked for again since; returns the
    /// one that counts.
    func revive(_ child: Instrument) -> Instrument {
        table.withLock { table in
            if child.labels.isOverflow { return overflow(&table) }
            return LabelKey.with(child.labels) { revive(child, $0, &table) }
        }
    }

    private func revive(
        _ child: Instrument,
        _ key: LabelKey,
        _ table: inout ChildTable
    ) -> Instrument {
        if let known = table.find(key) {
            known.activity.store(.touched, ordering: .relaxed)
            return known
        }
        guard hasRoom(&table) else {
            overflows.wrappingAdd(1, ordering: .relaxed)
            return overflow(&table)
        }
        child.reset()
        child.activity.store(.touched, ordering: .relaxed)
        table.insert(child, key, now: clock.uptime)
        return child
    }

    private var expiry: (now: Int64, after: Int64)? {
        guard let expiry = options.expiry else { return nil }
        return (clock.uptime, expiry.clampedNanoseconds)
    }
}

// MARK: - Reading

extension FamilyCore {
    /// The number that the next series will get: a scrape that begins now stops before it.
    var nextSequence: UInt64 { table.withLock { $0.nextSequence } }

    /// See `ChildTable.read`.
    func read(
        after position: UInt64,
        below limit: UInt64,
        most: Int,
        into block: inout [Instrument]
    ) -> UInt64? {
        let expiry = expiry
        return table.withLock { table in
            table.read(after: position, below: limit, most: most, expiry: expiry, into: &block)
        }
    }

    var count: Int { table.withLock { $0.count } }
}

/// What makes two registrations of one name the same family.
struct FamilyShape: Equatable, Sendable {
    var description: FamilyDescription
    var options: FamilyOptions
    var native: NativeBuckets?
    var window: Duration?
}
