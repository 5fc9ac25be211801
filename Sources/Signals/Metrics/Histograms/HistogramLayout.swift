/// Where the buckets of a family of histograms lie.
@safe final class HistogramLayout: @unchecked Sendable {
    // Proof: everything is set in `init` and only read afterwards.

    /// How many classic buckets there are, the one without an upper bound included; 0 for none.
    let bucketCount: Int
    let native: NativeBuckets?
    /// How many exponential buckets there may be.
    let limit: Int
    let keepsExemplars: Bool
    let index = ExponentialIndex.shared
    /// The upper bounds in groups of eight; infinity fills the last one.
    private let groups: UnsafeMutableBufferPointer<SIMD8<Double>>

    init(bounds: [Double], native: NativeBuckets?, keepsExemplars: Bool, isClassic: Bool) {
        bucketCount = isClassic ? bounds.count + 1 : 0
        self.native = native
        limit = native?.limit ?? 0
        self.keepsExemplars = keepsExemplars
        unsafe groups = .allocate(capacity: (bounds.count + 7) / 8)
        unsafe groups.initialize(repeating: SIMD8(repeating: .infinity))
        for (index, bound) in bounds.enumerated() { unsafe groups[index / 8][index % 8] = bound }
    }

    deinit { unsafe groups.deallocate() }

    /// The first bucket whose bound is not below `value`; the last one for not-a-number.
    ///
    /// Eight comparisons at a time and no branch on the value: a few dozen bounds cost about as
    /// much as one mispredicted branch of a binary search.
    @inline(__always)
    func bucket(of value: Double) -> Int {
        var above = SIMD8<Int64>(repeating: 0)
        let wanted = SIMD8(repeating: value)
        for index in unsafe groups.indices {
            let isWithin = unsafe wanted .<= groups[index]
            above &-= unsafe unsafeBitCast(.!isWithin, to: SIMD8<Int64>.self)
        }
        return min(Int(above.wrappedSum()), bucketCount &- 1)
    }
}
