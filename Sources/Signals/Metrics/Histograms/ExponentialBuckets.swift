import Exposition

/// The exponential buckets that hold anything, counted in an open-addressing table.
///
/// A bucket is known by its index, doubled, plus one if it counts negative values.
@safe struct ExponentialBuckets: ~Copyable {
    /// How fine the buckets are at the moment.
    private(set) var schema: Int
    /// Values not above this in magnitude count as zero.
    private(set) var zeroThreshold: Double
    private(set) var zeroCount: UInt64 = 0
    /// How many buckets hold anything, the zero bucket not counted.
    private(set) var count = 0
    private var slots: UnsafeMutableBufferPointer<Slot>

    private struct Slot {
        var key: Int32
        var count: UInt64
    }

    /// Powers of two.
    private static let leastSlots = 32

    init(schema: Int, zeroThreshold: Double) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        unsafe slots = Self.allocate(Self.leastSlots)
    }

    init(_ shape: NativeShape) {
        self.init(schema: shape.schema, zeroThreshold: shape.zeroThreshold)
    }

    /// Holds the place of buckets that a histogram does not have; nothing may be added to it.
    static var none: ExponentialBuckets { ExponentialBuckets() }

    private init() {
        schema = 0
        zeroThreshold = 0
        unsafe slots = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    deinit { unsafe slots.deallocate() }

    private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Slot> {
        let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: count)
        unsafe slots.initialize(repeating: Slot(key: 0, count: 0))
        return unsafe slots
    }

    /// Counts a number.
    ///
    /// `finest` is the index of its magnitude at the finest schema; it is not read for zero.
    @inline(__always)
    mutating func add(_ value: Double, finest: Int32) {
        if value.magnitude <= zeroThreshold {
            zeroCount += 1
            return
        }
        let steps = Int32(truncatingIfNeeded: ExponentialIndex.finestSchema &- schema)
        let index = ExponentialIndex.coarser(finest, by: steps)
        add(key: index &* 2 &+ (value < 0 ? 1 : 0), 1)
    }

    @inline(__always)
    private mutating func add(key: Int32, _ amount: UInt64) {
        let mask = unsafe slots.count &- 1
        var slot = Int(truncatingIfNeeded: key &* -1_640_531_535 >> 8) & mask
        while true {
            if unsafe slots[slot].count == 0 { break }
            if unsafe slots[slot].key == key {
                unsafe slots[slot].count &+= amount
                return
            }
            slot = (slot &+ 1) & mask
        }
        unsafe slots[slot] = Slot(key: key, count: amount)
        count &+= 1
        if count &* 2 > (unsafe slots.count) { resize(to: unsafe slots.count * 2) }
    }

    @inline(never)
    private mutating func resize(to size: Int) {
        let old = unsafe slots
        unsafe slots = Self.allocate(size)
        count = 0
        for index in old.indices where unsafe old[index].count > 0 {
            let slot = unsafe old[index]
            add(key: slot.key, slot.count)
        }
        unsafe old.deallocate()
    }

    mutating func removeAll() {
        zeroCount = 0
        count = 0
        unsafe slots.update(repeating: Slot(key: 0, count: 0))
    }

    /// Calls `body` for each bucket in no order.
    private func visit(_ body: (_ index: Int32, _ isNegative: Bool, UInt64) -> Void) {
        for index in unsafe slots.indices where unsafe slots[index].count > 0 {
            let slot = unsafe slots[index]
            body(slot.key >> 1, slot.key & 1 == 1, slot.count)
        }
    }
}

// MARK: - Conforming

extension ExponentialBuckets {
    /// Merges buckets until they are as coarse, and the zero bucket as wide, as told.
    mutating func conform(schema: Int, zeroThreshold: Double) {
        guard schema != self.schema || zeroThreshold != self.zeroThreshold else { return }
        let steps = Int32(truncatingIfNeeded: max(0, self.schema - schema))
        let oldSchema = self.schema
        let old = unsafe slots
        unsafe slots = Self.allocate(old.count)
        count = 0
        self.schema = min(schema, oldSchema)
        self.zeroThreshold = max(zeroThreshold, self.zeroThreshold)
        for index in old.indices where unsafe old[index].count > 0 {
            let slot = unsafe old[index]
            let fine = slot.key >> 1
            if ExponentialIndex.upperBound(of: fine, schema: oldSchema) <= self.zeroThreshold {
                zeroCount &+= slot.count
            } else {
                let coarse = ExponentialIndex.coarser(fine, by: steps)
                add(key: coarse &* 2 &+ slot.key & 1, slot.count)
            }
        }
        unsafe old.deallocate()
    }

    /// Adds all that `other` counts; both become as coarse as the coarser.
    mutating func merge(_ other: inout ExponentialBuckets) {
        let schema = min(schema, other.schema)
        let threshold = max(zeroThreshold, other.zeroThreshold)
        conform(schema: schema, zeroThreshold: threshold)
        other.conform(schema: schema, zeroThreshold: threshold)
        zeroCount &+= other.zeroCount
        for index in unsafe other.slots.indices where unsafe other.slots[index].count > 0 {
            let slot = unsafe other.slots[index]
            add(key: slot.key, slot.count)
        }
    }

    /// The upper bound of the populated bucket nearest to zero.
    var leastBound: Double? {
        var least: Int32?
        visit { index, _, _ in least = min(least ?? index, index) }
        return least.map { ExponentialIndex.upperBound(of: $0, schema: schema) }
    }

    /// Replaces what `point` holds, keeping its memory.
    func write(to point: inout NativePoint) {
        point.schema = schema
        point.zeroThreshold = zeroThreshold
        point.zeroCount = zeroCount
        point.positive.removeAll(keepingCapacity: true)
        point.negative.removeAll(keepingCapacity: true)
        visit { index, isNegative, count in
            let bucket = NativeBucket(index: index, count: count)
            if isNegative { point.negative.append(bucket) } else { point.positive.append(bucket) }
        }
        point.positive.sort { $0.index < $1.index }
        point.negative.sort { $0.index < $1.index }
    }
}
