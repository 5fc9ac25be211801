/// Facts that are not numbers, such as a version; they are the labels of a series of value 1.
public struct Info: Sendable {
    private let core: FamilyCore

    init(_ core: FamilyCore) { self.core = core }

    /// Replaces the facts, given in the order of the names with which it was registered.
    public func set(_ values: String...) { core.replaceAll(with: values) }

    func set(_ values: [String]) { core.replaceAll(with: values) }
}

/// The series of an info metric; there is nothing in it but its labels.
final class InfoSeries: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.
}
