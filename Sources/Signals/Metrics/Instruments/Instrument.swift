import CLinux
import Clocks
import Exposition
import Synchronization

/// One series, or the few series of one histogram or summary: what a program keeps and updates.
///
/// Updates never wait for a scrape and never fail. A handle may be kept for ever; when its family
/// forgets idle series, the next update brings the series back, starting from zero.
public class Instrument: @unchecked Sendable {
    // Proof: every stored property here and in the subclasses, which are all in this module, is an
    // immutable Sendable value, an Atomic, or memory that is only touched under an atomic lock.

    let labels: LabelValues
    /// Nanoseconds since 1970 at which the current values began to be counted.
    let created: Atomic<Int64>
    /// For families that forget idle series; otherwise nil, and `activity` is not kept.
    weak let home: FamilyCore?
    let activity = Atomic<Activity>(.touched)
    let expires: Bool
    let clock: MetricsClock

    init(labels: LabelValues, home: FamilyCore) {
        self.labels = labels
        expires = home.options.expiry != nil
        self.home = expires ? home : nil
        clock = home.clock
        created = Atomic(home.clock.now.nanoseconds)
    }

    /// Starts again from nothing; called under the family's lock, when the series comes back.
    func reset() { created.store(clock.now.nanoseconds, ordering: .relaxed) }

    /// Notes an update for a family that forgets idle series and returns who takes it: another
    /// instrument if this one had expired and its labels were asked for again since.
    @inline(never)
    final func touch() -> Instrument {
        if activity.load(ordering: .relaxed) == .touched { return self }
        let (wasIdle, state) = activity.compareExchange(
            expected: .idle,
            desired: .touched,
            ordering: .relaxed
        )
        return wasIdle || state == .touched ? self : home?.revive(self) ?? self
    }
}

/// Whether a series was updated since its family last looked for idle ones.
enum Activity: UInt8, AtomicRepresentable {
    case idle
    case touched
    case expired
}

/// The processors that per-processor memory is laid out for.
enum Processors {
    /// More processors than this share cells.
    static let most: UInt32 = 64

    /// The number of cells, a power of two, less one.
    static let mask: UInt32 = {
        let count = min(max(tocsin_processors(), 1), most)
        return UInt32(1) << (32 - UInt32((count - 1).leadingZeroBitCount)) - 1
    }()
}
