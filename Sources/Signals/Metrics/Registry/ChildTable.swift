import Exposition
import Synchronization

/// The series of one family, found by their label values and kept in the order in which they came.
///
/// Each carries a number that only grows, so that a scrape can be interrupted anywhere and goes on
/// behind the last series it saw, whatever was added or removed meanwhile.
struct ChildTable {
    /// Ascending by `sequence`; a removed series leaves a gap until the next rebuild.
    private var entries: [Entry] = []
    /// Open addressing over `entries`.
    private var slots = [Slot](repeating: .free, count: leastSlots)
    /// How many series there are, the overflow series not counted.
    private(set) var count = 0
    /// The number that the next series gets.
    private(set) var nextSequence: UInt64 = 1
    /// What gathers the series beyond the limit.
    private(set) var overflow: Instrument?

    private static let leastSlots = 8

    private struct Entry {
        var child: Instrument?
        let hash: UInt64
        let sequence: UInt64
        /// When an update was last noticed, for families that forget.
        var lastUse: Int64
    }

    private struct Slot {
        /// The upper half of the hash, so that most misses are seen without another look.
        var tag: UInt32
        /// An index into the entries, plus one.
        var entry: UInt32

        static let free = Slot(tag: 0, entry: 0)
        static let removed = Slot(tag: 0, entry: .max)

        init(_ hash: UInt64, entry index: Int) {
            self.init(
                tag: UInt32(truncatingIfNeeded: hash >> 32),
                entry: UInt32(truncatingIfNeeded: index + 1)
            )
        }

        private init(tag: UInt32, entry: UInt32) {
            self.tag = tag
            self.entry = entry
        }

        var isFree: Bool { entry == 0 }
        var isRemoved: Bool { entry == .max }
        var index: Int { Int(entry) - 1 }
    }

    func find(_ key: LabelKey) -> Instrument? {
        guard let slot = slot(of: key) else { return nil }
        return entries[slots[slot].index].child
    }

    mutating func insert(_ child: Instrument, _ key: LabelKey, now: Int64) {
        if (entries.count + 1) * 2 > slots.count { rebuild() }
        append(child, hash: key.hash, now: now)
        place(Slot(key.hash, entry: entries.count - 1), key.hash)
        count += 1
    }

    /// Makes `child` the series that gathers all others.
    mutating func insert(overflow child: Instrument, now: Int64) {
        overflow = child
        append(child, hash: 0, now: now)
    }

    /// Returns whether there was such a series.
    mutating func remove(_ key: LabelKey) -> Bool {
        guard let slot = slot(of: key) else { return false }
        remove(at: slot)
        return true
    }

    mutating func removeAll() {
        entries.removeAll()
        slots = [Slot](repeating: .free, count: Self.leastSlots)
        count = 0
        overflow = nil
    }

    private mutating func append(_ child: Instrument, hash: UInt64, now: Int64) {
        entries.append(Entry(child: child, hash: hash, sequence: nextSequence, lastUse: now))
        nextSequence += 1
    }

    private mutating func remove(at slot: Int) {
        entries[slots[slot].index].child = nil
        slots[slot] = .removed
        count -= 1
    }

    @inline(__always)
    private func slot(of key: LabelKey) -> Int? {
        let mask = slots.count - 1
        let tag = UInt32(truncatingIfNeeded: key.hash >> 32)
        var slot = Int(truncatingIfNeeded: key.hash) & mask
        while true {
            let candidate = slots[slot]
            if candidate.isFree { return nil }
            if candidate.tag == tag, !candidate.isRemoved, matches(key, candidate.index) {
                return slot
            }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func matches(_ key: LabelKey, _ index: Int) -> Bool {
        guard let labels = entries[index].child?.labels else { return false }
        return key.matches(labels)
    }

    private mutating func place(_ entry: Slot, _ hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while !slots[slot].isFree { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    /// Closes the gaps and makes room for as many series again.
    private mutating func rebuild() {
        entries.removeAll { $0.child == nil }
        var size = Self.leastSlots
        while size < (entries.count + 1) * 4 { size *= 2 }
        slots = [Slot](repeating: .free, count: size)
        for (index, entry) in entries.enumerated() where entry.child?.labels.isOverflow == false {
            place(Slot(entry.hash, entry: index), entry.hash)
        }
    }
}

// MARK: - Walking

extension ChildTable {
    /// Copies up to `most` series numbered above `position` and below `limit` into `block`, and
    /// returns the number up to which everything has been seen, or `nil` when that is all.
    ///
    /// Series that nobody updated for `expiry` nanoseconds are dropped on the way.
    mutating func read(
        after position: UInt64,
        below limit: UInt64,
        most: Int,
        expiry: (now: Int64, after: Int64)?,
        into block: inout [Instrument]
    ) -> UInt64? {
        var index = firstIndex(after: position)
        while index < entries.count, entries[index].sequence < limit {
            if let expiry { expire(index, expiry) }
            if let child = entries[index].child { block.append(child) }
            if block.count == most { return entries[index].sequence }
            index += 1
        }
        return nil
    }

    /// Drops all series that nobody updated for long enough.
    mutating func expireAll(_ expiry: (now: Int64, after: Int64)) {
        for index in entries.indices { expire(index, expiry) }
    }

    private mutating func expire(_ index: Int, _ expiry: (now: Int64, after: Int64)) {
        guard let child = entries[index].child else { return }
        let (wasTouched, _) = child.activity.compareExchange(
            expected: .touched,
            desired: .idle,
            ordering: .relaxed
        )
        if wasTouched {
            entries[index].lastUse = expiry.now
        } else if expiry.now - entries[index].lastUse >= expiry.after, child.expire() {
            forget(index)
        }
    }

    private mutating func forget(_ index: Int) {
        if entries[index].child === overflow {
            overflow = nil
            entries[index].child = nil
        } else if let slot = slotOfEntry(index) {
            remove(at: slot)
        }
    }

    private func slotOfEntry(_ index: Int) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entries[index].hash) & mask
        while !slots[slot].isFree {
            if !slots[slot].isRemoved, slots[slot].index == index { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func firstIndex(after position: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].sequence > position { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension Instrument {
    /// Marks an idle series as expired; an update at this very moment keeps it.
    func expire() -> Bool {
        activity.compareExchange(expected: .idle, desired: .expired, ordering: .relaxed).exchanged
    }
}
