public import CLinux
import Clocks
import Exposition
public import Synchronization
public import TraceContext

/// A number that only grows: requests answered, bytes sent, errors met.
///
/// A counter is owned by the processor that last had to claim it, and there an increment is one
/// atomic addition. Another processor claims it by a compare-and-swap. The first time that fails,
/// two are at it at once, and from then on each processor has a cell of its own, on its own cache
/// line (after Lea's LongAdder), so that threads do not slow each other down. Integers and
/// floating-point amounts are kept apart: integers stay exact.
@safe public final class Counter: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    @usableFromInline let whole = Atomic<UInt64>(0)
    /// The bit pattern of the sum of all floating-point amounts.
    @usableFromInline let fraction = Atomic<UInt64>(0)
    /// The processor that adds without further ado, or `nobody`.
    @usableFromInline let owner = Atomic<UInt32>(nobody)
    private let cells = OncePointer()
    private let mask: UInt32
    /// Whether an update has more to do than to add: note an exemplar or that it happened.
    private let hasDuties: Bool
    private let exemplar: ExemplarSlot?

    private static let nobody = UInt32.max

    override init(labels: LabelValues, home: FamilyCore) {
        mask = Processors.mask
        exemplar = home.options.exemplars ? ExemplarSlot() : nil
        hasDuties = home.options.exemplars || home.options.expiry != nil
        super.init(labels: labels, home: home)
    }

    deinit { unsafe cells.load()?.deallocate() }

    /// Adds one.
    @inlinable
    public func increment() { add(1 as UInt64) }

    /// Adds `amount`; a negative amount is ignored, because a counter cannot fall.
    @inlinable
    public func increment(by amount: Int) {
        if amount > 0 { add(UInt64(amount)) }
    }

    /// Adds `amount`; what is negative, infinite or not a number is ignored.
    @inlinable
    public func increment(by amount: Double) {
        if amount > 0, amount.isFinite { add(amount) }
    }

    /// Adds `amount` and keeps `span` as the exemplar if it is sampled and the family keeps any.
    public func increment(by amount: Double, exemplar span: SpanContext) {
        guard amount > 0, amount.isFinite else { return }
        let target = target
        target.addShared(amount)
        target.keep(span, amount)
    }

    /// What has been counted so far.
    public var value: Double { point.value }

    override func reset() {
        super.reset()
        whole.store(0, ordering: .relaxed)
        fraction.store(0, ordering: .relaxed)
        exemplar?.clear()
        guard let memory = unsafe cells.load() else { return }
        for index in 0...Int(mask) {
            let cell = unsafe cell(index, in: memory)
            unsafe cell.pointee.whole.store(0, ordering: .relaxed)
            unsafe cell.pointee.fraction.store(0, ordering: .relaxed)
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

    @inlinable @inline(__always)
    func add(_ amount: UInt64) {
        if owner.load(ordering: .relaxed) == tocsin_current_cpu() {
            whole.wrappingAdd(amount, ordering: .relaxed)
        } else {
            addUnowned(amount)
        }
    }

    @inlinable @inline(__always)
    func add(_ amount: Double) {
        if owner.load(ordering: .relaxed) == tocsin_current_cpu() {
            fraction.add(amount)
        } else {
            addUnowned(amount)
        }
    }

    @usableFromInline @inline(never)
    func addUnowned(_ amount: UInt64) {
        guard hasDuties else { return addShared(amount) }
        let target = target
        target.addShared(amount)
        if target.exemplar != nil { target.keep(ActiveSpan.current, Double(amount)) }
    }

    @usableFromInline @inline(never)
    func addUnowned(_ amount: Double) {
        guard hasDuties else { return addShared(amount) }
        let target = target
        target.addShared(amount)
        if target.exemplar != nil { target.keep(ActiveSpan.current, amount) }
    }

    private var target: Counter {
        expires ? unsafe unsafeDowncast(touch(), to: Counter.self) : self
    }

    private func keep(_ span: SpanContext?, _ value: Double) {
        guard let exemplar, let span, span.isSampled else { return }
        exemplar.offer(Exemplar(span, value: value, time: clock.now))
    }

    private func addShared(_ amount: UInt64) {
        if unsafe cells.load() == nil {
            let old = whole.load(ordering: .relaxed)
            let new = old &+ amount
            if whole.compareExchange(expected: old, desired: new, ordering: .relaxed).exchanged {
                return claim()
            }
        }
        unsafe currentCell().pointee.whole.wrappingAdd(amount, ordering: .relaxed)
    }

    private func addShared(_ amount: Double) {
        if unsafe cells.load() == nil {
            let old = fraction.load(ordering: .relaxed)
            let new = (Double(bitPattern: old) + amount).bitPattern
            if fraction.compareExchange(expected: old, desired: new, ordering: .relaxed).exchanged {
                return claim()
            }
        }
        unsafe currentCell().pointee.fraction.add(amount)
    }

    /// Whoever has duties owns nothing, so that no update passes them by.
    private func claim() {
        if !hasDuties { owner.store(tocsin_current_cpu(), ordering: .relaxed) }
    }

    @inline(__always)
    private func currentCell() -> UnsafeMutablePointer<Cell> {
        let memory = unsafe cells.load() ?? inflate()
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
        let winner = unsafe cells.set(memory)
        owner.store(Self.nobody, ordering: .relaxed)
        if unsafe winner != memory { unsafe memory.deallocate() }
        return unsafe winner
    }

    var point: CounterPoint {
        var sum = whole.load(ordering: .relaxed)
        var fractions = Double(bitPattern: fraction.load(ordering: .relaxed))
        if let memory = unsafe cells.load() {
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
    @inlinable @inline(__always)
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
