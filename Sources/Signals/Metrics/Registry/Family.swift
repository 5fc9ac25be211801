/// The series of one metric that differ in their label values.
///
/// Look a series up once and keep it, where its labels are known beforehand:
///
///     let requests = try registry.counter("http_requests", help: "…", labels: ["method", "code"])
///     let found = requests.with("GET", "200")
///     found.increment()
///
/// A look-up allocates nothing when the series exists. Beyond the family's cardinality limit it
/// yields the overflow series, as it does for the wrong number of values.
public struct Family<Child: Instrument>: Sendable {
    @usableFromInline let core: FamilyCore

    init(_ core: FamilyCore) { self.core = core }

    /// The series with this value of the only label.
    @inlinable
    public func with(_ value: String) -> Child {
        unsafe unsafeDowncast(core.child(value), to: Child.self)
    }

    /// The series with these values, in the order in which the labels were registered.
    @inlinable
    public func with(_ first: String, _ second: String) -> Child {
        unsafe unsafeDowncast(core.child(first, second), to: Child.self)
    }

    @inlinable
    public func with(_ first: String, _ second: String, _ third: String) -> Child {
        unsafe unsafeDowncast(core.child(first, second, third), to: Child.self)
    }

    /// The series with these values, for any number of labels.
    @inlinable
    public func with(_ values: [String]) -> Child {
        unsafe unsafeDowncast(core.child(values), to: Child.self)
    }

    /// Forgets one series; returns whether there was such a one.
    ///
    /// A handle to it that somebody kept counts for nobody from then on.
    @discardableResult
    public func remove(_ values: String...) -> Bool { core.remove(values.span) }

    /// Forgets all series.
    public func clear() { core.removeAll() }

    /// How many series there are, the overflow series not counted.
    public var count: Int { core.count }
}

extension FamilyCore {
    @usableFromInline
    func child(_ value: String) -> Instrument {
        let values: InlineArray<1, String> = [value]
        return child(values.span)
    }

    @usableFromInline
    func child(_ first: String, _ second: String) -> Instrument {
        let values: InlineArray<2, String> = [first, second]
        return child(values.span)
    }

    @usableFromInline
    func child(_ first: String, _ second: String, _ third: String) -> Instrument {
        let values: InlineArray<3, String> = [first, second, third]
        return child(values.span)
    }

    @usableFromInline
    func child(_ values: [String]) -> Instrument { child(values.span) }
}
