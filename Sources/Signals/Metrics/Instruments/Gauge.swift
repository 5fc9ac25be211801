import Clocks
import Exposition
import Synchronization

/// A number that goes up and down: requests in flight, bytes free, the time of the last success.
public final class Gauge: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    /// The bit pattern of the value.
    private let bits = Atomic<UInt64>(0)

    public func set(_ value: Double) {
        if expires {
            touched.bits.store(value.bitPattern, ordering: .relaxed)
        } else {
            bits.store(value.bitPattern, ordering: .relaxed)
        }
    }

    public func set(_ value: Int) { set(Double(value)) }

    public func add(_ amount: Double) {
        if expires { touched.bits.add(amount) } else { bits.add(amount) }
    }

    public func subtract(_ amount: Double) { add(-amount) }
    public func increment() { add(1) }
    public func decrement() { add(-1) }

    /// Sets it to the seconds since 1970.
    public func setToCurrentTime() { set(Double(clock.now.nanoseconds) / 1e9) }

    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    private var touched: Gauge { unsafe unsafeDowncast(touch(), to: Gauge.self) }

    override func reset() {
        super.reset()
        bits.store(0, ordering: .relaxed)
    }
}
