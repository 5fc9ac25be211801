import Exposition
import Synchronization

/// Which of a few named states hold, such as `starting`, `running`, `draining`.
public final class StateSet: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    /// Bit n is the n-th state.
    private let bits = Atomic<UInt64>(0)
    private let states: [String]

    /// As many states as there are bits.
    public static let mostStates = 64

    override init(labels: LabelValues, home: FamilyCore) {
        states = home.description.states
        super.init(labels: labels, home: home)
    }

    /// Makes `state` the only one that holds; returns false, changing nothing, if it is not known.
    @discardableResult
    public func set(only state: String) -> Bool {
        guard let bit = bit(of: state) else { return false }
        target.bits.store(bit, ordering: .relaxed)
        return true
    }

    /// Makes `state` hold or not; returns false, changing nothing, if it is not known.
    @discardableResult
    public func set(_ state: String, to holds: Bool) -> Bool {
        guard let bit = bit(of: state) else { return false }
        if holds {
            target.bits.bitwiseOr(bit, ordering: .relaxed)
        } else {
            target.bits.bitwiseAnd(~bit, ordering: .relaxed)
        }
        return true
    }

    /// Whether `state` holds.
    public func holds(_ state: String) -> Bool { active & (bit(of: state) ?? 0) != 0 }

    var active: UInt64 { bits.load(ordering: .relaxed) }

    private func bit(of state: String) -> UInt64? { states.firstIndex(of: state).map { 1 << $0 } }

    private var target: StateSet {
        expires ? unsafe unsafeDowncast(touch(), to: StateSet.self) : self
    }

    override func reset() {
        super.reset()
        bits.store(0, ordering: .relaxed)
    }
}
