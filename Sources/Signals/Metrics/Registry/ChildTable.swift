import Exposition
import Synchronization

/// The series of one family, found by their label values and kept in the order in which they came.
///
/// Each carries a number that only grows, so that a scrape can be interrupted anywhere and goes on
/// behind the last series it saw, whatever was added or removed meanwhile.
struct ChildTable {
    /// Ascending by `sequence`; a removed series leaves a gap until the next rebuild.
    private var entries: [Entry] = []
    /// Open addressing over `entries`: an index plus one, or 0 for free, or `removed`.
    private var slots: [UInt32] = [UInt32](repeating: 0, count: 8)
    /// How many series there are, the overflow series not counted.
    private(set) var count = 0
    /// The number that the next series gets.
    private(set) var nextSequence: UInt64 = 1
    /// What gathers the series beyond the limit.
    private(set) var overflow: Instrument?

    private static let removed = UInt32.max

    private struct Entry {
        var child: Instrument?
        let hash: UInt64
        let sequence: UInt64
        /// When an update was last noticed, for families that forget.
        var lastUse: Int64
    }

    static func hash(_ values: Span<String>) -> UInt64 {
        var hash = LabelHash()
        for index in values.indices {
            let value = values[index]
            unsafe hash.combine(value.utf8.span.bytes)
        }
        return hash.value
    }

    func find(_ values: Span<String>, hash: UInt64) -> Instrument? {
        guard let slot = slot(hash, where: { $0.matches(values) }) else { return nil }
        return entries[Int(slots[slot]) - 1].child
    }

    mutating func insert(_ child: Instrument, hash: UInt64, now: Int64) {
        if (entries.count + 1) * 2 > slots.count { rebuild() }
        append(child, hash: hash, now: now)
        place(hash, UInt32(truncatingIfNeeded: entries.count))
        count += 1
    }

    /// Makes `child` the series that gathers all others.
    mutating func insert(overflow child: Instrument, now: Int64) {
        overflow = child
        append(child, hash: 0, now: now)
    }

    /// Returns whether there was such a series.
    mutating func remove(_ values: Span<String>) -> Bool {
        let hash = Self.hash(values)
        guard let slot = slot(hash, where: { $0.matches(values) }) else { return false }
        remove(at: slot)
        return true
    }

    mutating func removeAll() {
        entries.removeAll()
        slots = [UInt32](repeating: 0, count: 8)
        count = 0
        overflow = nil
    }

    private mutating func append(_ child: Instrument, hash: UInt64, now: Int64) {
        entries.append(Entry(child: child, hash: hash, sequence: nextSequence, lastUse: now))
        nextSequence += 1
    }

    private mutating func remove(at slot: Int) {
        entries[Int(slots[slot]) - 1].child = nil
        slots[slot] = Self.removed
        count -= 1
    }

    private func slot(_ hash: UInt64, where matches: (LabelValues) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] != Self.removed {
                let entry = entries[Int(slots[slot]) - 1]
                if entry.hash == hash, let child = entry.child, matches(child.labels) {
                    return slot
                }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func place(_ hash: UInt64, _ entry: UInt32) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    /// Closes the gaps and makes room for as many series again.
    private mutating func rebuild() {
        entries.removeAll { $0.child == nil }
        var size = 8
        while size < (entries.count + 1) * 4 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for (index, entry) in entries.enumerated() where entry.child?.labels.isOverflow == false {
            place(entry.hash, UInt32(truncatingIfNeeded: index + 1))
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
        while slots[slot] != 0 {
            if Int(slots[slot]) == index + 1 { return slot }
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

extension LabelValues {
    /// Whether these are `values`.
    @inline(__always)
    func matches(_ values: Span<String>) -> Bool {
        var index = 0
        var isEqual = true
        visit { own in
            guard isEqual, index < values.count else {
                isEqual = false
                return
            }
            let value = values[index]
            isEqual = own.isEqual(to: unsafe value.utf8.span.bytes)
            index += 1
        }
        return isEqual && index == values.count
    }
}

extension RawSpan {
    @inline(__always)
    fileprivate func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        for offset in byteOffsets {
            let left = unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            let right = unsafe other.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            if left != right { return false }
        }
        return true
    }
}
