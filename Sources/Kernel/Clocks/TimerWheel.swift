/// Deadlines to the nanosecond, with insertion and removal in constant time.
///
/// A deadline is a number of eleven digits to the base 64. It lives on the level of the highest
/// digit in which it differs from the present, in the slot of that digit's value:
///
///     present   … 07 41 00
///     deadline  … 07 52 13     differs first in digit 1: level 1, slot 52
///
/// When the present reaches the start of that slot, the slot's timers move to lower levels, so a
/// timer moves at most ten times. A word of bits a level says which slots hold something, so a jump
/// over years looks only at slots that do. All deadlines of one slot of level 0 are equal, so timers
/// fire in order of deadline, those with equal deadlines in order of insertion.
package struct TimerWheel: Sendable {
    /// The time up to which timers have fired.
    package private(set) var present: Duration
    /// How many timers wait.
    package private(set) var count = 0
    private var now: UInt64
    private var slots = [Slot](repeating: Slot(), count: levels * slotsPerLevel)
    private var occupied = [UInt64](repeating: 0, count: levels)
    private var timers: [Timer] = []
    /// The first of the unused places in `timers`, which are linked by `next`.
    private var free = nowhere

    /// Names a timer until it has fired or was cancelled; it is never used again.
    package struct ID: Hashable, Sendable {
        fileprivate let index: Int32
        fileprivate let generation: UInt32
    }

    private struct Slot {
        var first = nowhere
        var last = nowhere
    }

    private struct Timer {
        var deadline: UInt64
        var previous: Int32
        var next: Int32
        var generation: UInt32
        var slot: Int32
    }

    private static let digitBits = 6
    private static let slotsPerLevel = 1 << digitBits
    private static let levels = 11
    private static let nowhere: Int32 = -1

    package init(present: Duration = .zero) {
        self.present = present
        now = Self.ticks(present)
    }

    /// Adds a timer; one whose deadline is past is due at once.
    package mutating func insert(_ deadline: Duration) -> ID {
        let index = place()
        timers[Int(index)].deadline = max(Self.ticks(deadline), now)
        link(index)
        count += 1
        return ID(index: index, generation: timers[Int(index)].generation)
    }

    /// Removes a timer; `false` when it has fired or was cancelled before.
    @discardableResult
    package mutating func cancel(_ id: ID) -> Bool {
        guard isWaiting(id) else { return false }
        unlink(id.index)
        release(id.index)
        return true
    }

    package func isWaiting(_ id: ID) -> Bool {
        let timer = timers[Int(id.index)]
        return timer.generation == id.generation && timer.slot != Self.nowhere
    }

    /// Moves the present to `time` and returns the timers that are due, the earliest first.
    ///
    /// Time that goes back is ignored.
    package mutating func advance(to time: Duration) -> [ID] {
        let target = max(Self.ticks(time), now)
        var fired: [ID] = []
        while let (slot, start) = firstOccupied(), start <= target {
            now = max(start, now)
            empty(slot, into: &fired)
        }
        now = target
        present = max(present, time)
        return fired
    }

    /// When to advance next: not after the earliest deadline, but perhaps before it.
    ///
    /// Who advances only to the times given here reaches a deadline within eleven steps.
    package var nextWake: Duration? {
        guard let (_, start) = firstOccupied() else { return nil }
        return .nanoseconds(Int64(clamping: max(start, now)))
    }

    /// The first slot that holds timers and when it starts.
    ///
    /// Lower levels come first: what is on a level shares all higher digits with the present.
    private func firstOccupied() -> (slot: Int, start: UInt64)? {
        guard let level = occupied.firstIndex(where: { $0 != 0 }) else { return nil }
        let digit = occupied[level].trailingZeroBitCount
        let shift = UInt64(level * Self.digitBits)
        let higherDigits = (now >> shift) & ~UInt64(Self.slotsPerLevel - 1)
        return (level * Self.slotsPerLevel + digit, (higherDigits | UInt64(digit)) << shift)
    }

    /// Fires the timers of a slot that are due and moves the others down.
    private mutating func empty(_ slot: Int, into fired: inout [ID]) {
        var index = slots[slot].first
        slots[slot] = Slot()
        occupied[slot / Self.slotsPerLevel] &= ~(1 << UInt64(slot % Self.slotsPerLevel))
        while index != Self.nowhere {
            let timer = timers[Int(index)]
            if timer.deadline <= now {
                fired.append(ID(index: index, generation: timer.generation))
                release(index)
            } else {
                link(index)
            }
            index = timer.next
        }
    }

    private mutating func link(_ index: Int32) {
        let deadline = timers[Int(index)].deadline
        let highestBit = 63 - (deadline ^ now | 1).leadingZeroBitCount
        let level = highestBit / Self.digitBits
        let digit = deadline >> UInt64(level * Self.digitBits) & UInt64(Self.slotsPerLevel - 1)
        let slot = level * Self.slotsPerLevel + Int(digit)
        let last = slots[slot].last
        timers[Int(index)].slot = Int32(slot)
        timers[Int(index)].previous = last
        timers[Int(index)].next = Self.nowhere
        slots[slot].last = index
        if last == Self.nowhere {
            slots[slot].first = index
            occupied[level] |= 1 << digit
        } else {
            timers[Int(last)].next = index
        }
    }

    private mutating func unlink(_ index: Int32) {
        let timer = timers[Int(index)]
        let slot = Int(timer.slot)
        if timer.previous == Self.nowhere {
            slots[slot].first = timer.next
        } else {
            timers[Int(timer.previous)].next = timer.next
        }
        if timer.next == Self.nowhere {
            slots[slot].last = timer.previous
        } else {
            timers[Int(timer.next)].previous = timer.previous
        }
        guard slots[slot].first == Self.nowhere else { return }
        occupied[slot / Self.slotsPerLevel] &= ~(1 << UInt64(slot % Self.slotsPerLevel))
    }

    /// A place for a timer: one that was released, else a new one.
    private mutating func place() -> Int32 {
        if free != Self.nowhere {
            defer { free = timers[Int(free)].next }
            return free
        }
        precondition(timers.count < Int(Int32.max), "at most 2^31 timers wait")
        let none = Self.nowhere
        timers.append(Timer(deadline: 0, previous: none, next: none, generation: 0, slot: none))
        return Int32(timers.count - 1)
    }

    private mutating func release(_ index: Int32) {
        timers[Int(index)].generation &+= 1
        timers[Int(index)].slot = Self.nowhere
        timers[Int(index)].next = free
        free = index
        count -= 1
    }

    private static func ticks(_ time: Duration) -> UInt64 {
        UInt64(max(time.clampedNanoseconds, 0))
    }
}
