import Exposition

/// What one stripe of a histogram has counted; its numbers always agree.
@safe struct HistogramPart: ~Copyable {
    private(set) var count: UInt64 = 0
    private(set) var sum: Double = 0
    /// The version and the number of resets of the shape to which it conforms.
    private var version: UInt64
    private var resets: UInt64
    // Never reassigned; but were it a `let`, a thread-sanitized build of Swift 6.3.1 would break on
    // the change of an element ("Invalid bitcast i64 to ptr").
    private var buckets: UnsafeMutableBufferPointer<UInt64>
    private let isNative: Bool
    private(set) var native: ExponentialBuckets
    /// One for each classic bucket.
    private var exemplars: UnsafeMutableBufferPointer<Exemplar?>
    private(set) var spread: ExemplarSpread?

    init(_ layout: HistogramLayout, shape: NativeShape?) {
        unsafe buckets = .allocate(capacity: layout.bucketCount)
        unsafe buckets.initialize(repeating: 0)
        let slots = layout.keepsExemplars ? layout.bucketCount : 0
        unsafe exemplars = .allocate(capacity: slots)
        unsafe exemplars.initialize(repeating: nil)
        version = shape?.version ?? 0
        resets = shape?.resets ?? 0
        isNative = shape != nil
        native = shape.map { ExponentialBuckets($0) } ?? .none
        if isNative, layout.keepsExemplars {
            var spread = ExemplarSpread()
            spread.reserve()
            self.spread = spread
        }
    }

    deinit {
        unsafe buckets.deallocate()
        unsafe exemplars.deallocate()
    }

    /// Counts a value in a classic bucket, if there are any.
    @inline(__always)
    mutating func add(_ value: Double, bucket: Int) {
        count &+= 1
        sum += value
        if unsafe bucket < buckets.count { unsafe buckets[bucket] &+= 1 }
    }

    /// Counts a value in an exponential bucket too; `finest` is its index at the finest schema.
    @inline(__always)
    mutating func add(_ value: Double, bucket: Int, finest: Int32) {
        add(value, bucket: bucket)
        if !value.isNaN { native.add(value, finest: finest) }
    }

    mutating func keep(_ exemplar: Exemplar, bucket: Int) {
        if unsafe bucket < exemplars.count { unsafe exemplars[bucket] = exemplar }
        spread?.offer(exemplar)
    }

    @inline(__always)
    func conforms(to version: UInt64) -> Bool { self.version == version }

    /// Takes on the shape; returns whether that meant to forget everything.
    mutating func conform(to shape: NativeShape) -> Bool {
        version = shape.version
        guard resets == shape.resets else {
            resets = shape.resets
            removeAll()
            native = ExponentialBuckets(shape)
            return true
        }
        native.conform(schema: shape.schema, zeroThreshold: shape.zeroThreshold)
        return false
    }

    mutating func removeAll() {
        count = 0
        sum = 0
        unsafe buckets.update(repeating: 0)
        unsafe exemplars.update(repeating: nil)
        native.removeAll()
        spread?.removeAll()
    }

    /// Adds everything to a snapshot in the making.
    mutating func add(
        to point: inout HistogramPoint,
        native total: inout ExponentialBuckets,
        spread all: inout ExemplarSpread
    ) {
        point.count &+= count
        point.sum += sum
        for index in unsafe buckets.indices { unsafe point.buckets[index] &+= buckets[index] }
        for index in unsafe exemplars.indices {
            guard let exemplar = unsafe exemplars[index] else { continue }
            if let known = point.bucketExemplars[index], known.time > exemplar.time { continue }
            point.bucketExemplars[index] = exemplar
        }
        for exemplar in spread?.exemplars ?? [] { all.offer(exemplar) }
        if isNative { total.merge(&native) }
    }
}
