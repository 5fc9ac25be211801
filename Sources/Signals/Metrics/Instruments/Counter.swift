import CLinux
import Clocks
import Exposition
import Synchronization
public import TraceContext

/// A number that only grows: requests answered, bytes sent, errors met.
///
/// One thread at a time, an increment is a single compare-and-swap. The first time that two collide
/// the counter gives each processor a cell of its own, on its own cache line (after Lea's
/// LongAdder), so that threads do not slow each other down. Integers and floating-point amounts are
/// kept apart: integers stay exact.
@safe public final class Counter: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    private let whole = Atomic<UInt64>(0)
    /// The bit pattern of the sum of all floating-point amounts.
    private let fraction = Atomic<UInt64>(0)
    private let cells = unsafe Atomic<UnsafeMutableRawPointer?>(nil)
    private let mask: UInt32
    /// Whether an update has more to do than to add: note an exemplar or that it happened.
    private let hasDuties: Bool
    private let exemplar: ExemplarSlot?

    override init(labels: LabelValues, home: FamilyCore) {
        mask = Processors.mask
        exemplar = home.options.exemplars ? ExemplarSlot() : nil
        hasDuties = home.options.exemplars || home.options.expiry != nil
        super.init(labels: labels, home: home)
    }

    deinit { unsafe cells.load(ordering: .acquiring)?.deallocate() }

    /// Adds one.
    public func increment() {
        if hasDuties {
            perform(.whole(1), ActiveSpan.current)
        } else {
            add(1 as UInt64)
        }
    }

    /// Adds `amount`; a negative amount is ignored, because a counter cannot fall.
    public func increment(by amount: Int) {
        guard amount > 0 else { return }
        if hasDuties {
            perform(.whole(UInt64(amount)), ActiveSpan.current)
        } else {
            add(UInt64(amount))
        }
    }

    /// Adds `amount`; what is negative, infinite or not a number is ignored.
    public func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        if hasDuties {
            perform(.fraction(amount), ActiveSpan.current)
        } else {
            add(amount)
        }
    }

    /// Adds `amount` and keeps `span` as the exemplar if it is sampled and the family keeps any.
    public func increment(by amount: Double, exemplar span: SpanContext) {
        guard amount > 0, amount.isFinite else { return }
        perform(.fraction(amount), span)
    }

    /// What has been counted so far.
    public var value: Double { point.value }

    override func reset() {
        super.reset()
        whole.store(0, ordering: .relaxed)
        fraction.store(0, ordering: .relaxed)
        exemplar?.clear()
        guard let memory = unsafe cells.load(ordering: .acquiring) else { return }
        for index in 0...Int(mask) {
            let cell = unsafe cell(index, in: memory)
            unsafe cell.pointee.whole.store(0, ordering: .relaxed)
            unsafe cell.pointee.fraction.store(0, ordering: .relaxed)
        }
    }

    private enum Amount {
        case whole(UInt64)
        case fraction(Double)
    }

    @inline(never)
    private func perform(_ amount: Amount, _ span: SpanContext?) {
        let target = expires ? unsafe unsafeDowncast(touch(), to: Counter.self) : self
        let value: Double
        switch amount {
        case .whole(let amount):
            target.add(amount)
            value = Double(amount)
        case .fraction(let amount):
            target.add(amount)
            value = amount
        }
        if let slot = target.exemplar, let span, span.isSampled {
            slot.offer(Exemplar(span, value: value, time: clock.now))
        }
    }
}

// MARK: - Cells

extension Counter {
    /// What one processor has counted; cells are a cache line apart.
    private struct Cell: ~Copyable {
        let whole: Atomic<UInt64>
        let fraction: Atomic<UInt64>
        static let stride = 64
    }

    @inline(__always)
    private func add(_ amount: UInt64) {
        if unsafe cells.load(ordering: .relaxed) == nil {
            let old = whole.load(ordering: .relaxed)
            let (done, _) = whole.compareExchange(
                expected: old,
                desired: old &+ amount,
                ordering: .relaxed
            )
            if done { return }
        }
        unsafe currentCell().pointee.whole.wrappingAdd(amount, ordering: .relaxed)
    }

    @inline(__always)
    private func add(_ amount: Double) {
        if unsafe cells.load(ordering: .relaxed) == nil {
            let old = fraction.load(ordering: .relaxed)
            let (done, _) = fraction.compareExchange(
                expected: old,
                desired: (Double(bitPattern: old) + amount).bitPattern,
                ordering: .relaxed
            )
            if done { return }
        }
        unsafe currentCell().pointee.fraction.add(amount)
    }

    @inline(__always)
    private func currentCell() -> UnsafeMutablePointer<Cell> {
        let memory = unsafe cells.load(ordering: .acquiring) ?? inflate()
        return unsafe cell(Int(tocsin_current_cpu() & mask), in: memory)
    }

    private func cell(_ index: Int, in memory: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
        Cell
    > {
        unsafe (memory + index * Cell.stride).assumingMemoryBound(to: Cell.self)
    }

    @inline(never)
    private func inflate() -> UnsafeMutableRawPointer {
        let size = (Int(mask) + 1) * Cell.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Cell.stride)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        let (done, other) = unsafe cells.compareExchange(
            expected: nil,
            desired: memory,
            ordering: .acquiringAndReleasing
        )
        if done { return unsafe memory }
        unsafe memory.deallocate()
        return unsafe other ?? memory
    }

    var point: CounterPoint {
        var sum = whole.load(ordering: .relaxed)
        var fractions = Double(bitPattern: fraction.load(ordering: .relaxed))
        if let memory = unsafe cells.load(ordering: .acquiring) {
            for index in 0...Int(mask) {
                let cell = unsafe cell(index, in: memory)
                sum &+= unsafe cell.pointee.whole.load(ordering: .relaxed)
                fractions += unsafe Double(
                    bitPattern: cell.pointee.fraction.load(ordering: .relaxed)
                )
            }
        }
        return CounterPoint(
            whole: sum,
            fraction: fractions,
            created: Instant(nanoseconds: created.load(ordering: .relaxed)),
            exemplar: exemplar?.latest
        )
    }
}

extension Atomic<UInt64> {
    /// Adds to a floating-point number of which this is the bit pattern.
    @inline(__always)
    func add(_ amount: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (done, seen) = weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = seen
        }
    }
}
