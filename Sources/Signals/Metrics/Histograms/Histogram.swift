import Clocks
import Exposition
import Synchronization
public import TraceContext

/// Counts values by size: how long requests took, how big answers were.
///
/// Its buckets, count and sum always agree, in every snapshot; see `Stripes` for how.
public final class Histogram: Instrument, @unchecked Sendable {
    // Proof: as for `Instrument`.

    let layout: HistogramLayout
    private let stripes = Stripes<HistogramPart>()
    private let shape: Guarded<NativeShape?>
    /// The version of `shape`, to be looked at without its lock.
    private let version = Atomic<UInt64>(0)
    private let hasDuties: Bool

    init(labels: LabelValues, home: FamilyCore, layout: HistogramLayout) {
        self.layout = layout
        shape = Guarded(layout.native.map { NativeShape($0, now: home.clock.uptime) })
        hasDuties = layout.keepsExemplars || home.options.expiry != nil
        super.init(labels: labels, home: home)
    }

    /// Counts `value`.
    public func observe(_ value: Double) {
        if hasDuties {
            observe(value, ActiveSpan.current)
        } else {
            record(value, exemplar: nil)
        }
    }

    /// Counts `duration` in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// Counts `value` and keeps `span` as an exemplar if it is sampled and the family keeps any.
    public func observe(_ value: Double, exemplar span: SpanContext) { observe(value, span) }

    /// Counts how many seconds `body` takes, whether it returns or throws.
    public func time<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = clock.precise
        defer { observe(Double(clock.precise &- start) / 1e9) }
        return try body()
    }

    /// Counts how many seconds `body` takes, waiting included, whether it returns or throws.
    public func timeAsync<Result, Failure: Error>(
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let start = clock.precise
        defer { observe(Double(clock.precise &- start) / 1e9) }
        return try await body()
    }

    private func observe(_ value: Double, _ span: SpanContext?) {
        let target = expires ? unsafe unsafeDowncast(touch(), to: Histogram.self) : self
        var exemplar: Exemplar?
        if let span, span.isSampled, layout.keepsExemplars, !value.isNaN {
            exemplar = Exemplar(span, value: value, time: clock.now)
        }
        target.record(value, exemplar: exemplar)
    }

    override func reset() {
        super.reset()
        guard let native = layout.native else { return stripes.visit { $0.removeAll() } }
        let changed = shape.withLock { shape in
            shape?.forget(native, now: clock.uptime)
            return shape?.version ?? 0
        }
        version.store(changed, ordering: .releasing)
    }
}

// MARK: - Recording

extension Histogram {
    @inline(__always)
    private func record(_ value: Double, exemplar: Exemplar?) {
        if layout.native == nil {
            recordClassic(value, exemplar)
        } else {
            recordNative(value, exemplar)
        }
    }

    @inline(__always)
    private func recordClassic(_ value: Double, _ exemplar: Exemplar?) {
        let bucket = layout.bucket(of: value)
        let taken = stripes.take() ?? stripes.take(making: makePart)
        taken.part.add(value, bucket: bucket)
        if let exemplar { taken.part.keep(exemplar, bucket: bucket) }
        taken.give()
    }

    @inline(never)
    private func recordNative(_ value: Double, _ exemplar: Exemplar?) {
        let bucket = layout.bucketCount > 0 ? layout.bucket(of: value) : 0
        let finest = layout.index.finest(value.magnitude)
        let taken = stripes.take() ?? stripes.take(making: makePart)
        if !taken.part.conforms(to: version.load(ordering: .acquiring)) {
            _ = conform(&taken.part)
        }
        taken.part.add(value, bucket: bucket, finest: finest)
        if let exemplar { taken.part.keep(exemplar, bucket: bucket) }
        if taken.part.native.count > layout.limit {
            tighten(&taken.part) { $0.add(value, bucket: bucket, finest: finest) }
        }
        taken.give()
    }

    private func makePart() -> HistogramPart {
        HistogramPart(layout, shape: shape.withLock { $0 })
    }

    @inline(never)
    private func conform(_ part: inout HistogramPart) -> Bool {
        guard let shape = shape.withLock({ $0 }) else { return false }
        return part.conform(to: shape)
    }

    /// Brings a part that has too many buckets back within the limit, as far as that can be done.
    @inline(never)
    private func tighten(
        _ part: inout HistogramPart,
        recordingAgain: (inout HistogramPart) -> Void
    ) {
        guard let native = layout.native else { return }
        while part.native.count > native.limit {
            let least = part.native.leastBound
            guard tightenShape(native, least: least, unlessNewerThan: part) else { return }
            if conform(&part) { recordingAgain(&part) }
        }
    }

    /// Returns false if nothing more can be done.
    private func tightenShape(
        _ native: NativeBuckets,
        least: Double?,
        unlessNewerThan part: borrowing HistogramPart
    ) -> Bool {
        let now = clock.uptime
        return shape.withLock { shape in
            // Another thread has changed the shape already: conform to that first.
            if !part.conforms(to: shape?.version ?? 0) { return true }
            return tighten(&shape, native, least: least, now: now)
        }
    }

    /// Changes the shape, under its lock, and makes the change known.
    private func tighten(
        _ shape: inout NativeShape?,
        _ native: NativeBuckets,
        least: Double?,
        now: Int64
    ) -> Bool {
        guard let change = shape?.tighten(native, least: least, now: now) else { return false }
        if change == .forget { created.store(clock.now.nanoseconds, ordering: .relaxed) }
        version.store(shape?.version ?? 0, ordering: .releasing)
        return true
    }
}

// MARK: - Reading

extension Histogram {
    /// A reset in the middle of a snapshot makes it start again; there are seldom two in an hour.
    private static let mostAttempts = 3

    /// Replaces what `point` holds, keeping its memory.
    func read(into point: inout HistogramPoint) {
        for attempt in 1...Self.mostAttempts {
            let start = shape.withLock { $0 }
            clear(&point)
            var total = start.map { ExponentialBuckets($0) } ?? .none
            var spread = ExemplarSpread()
            stripes.visit { part in
                if !part.conforms(to: version.load(ordering: .acquiring)) { _ = conform(&part) }
                part.add(to: &point, native: &total, spread: &spread)
            }
            let isWhole = shape.withLock { $0?.resets } == start?.resets
            if isWhole || attempt == Self.mostAttempts {
                spread.sort()
                point.nativeExemplars = spread.exemplars
                return finish(&point, start, total)
            }
        }
    }

    private func clear(_ point: inout HistogramPoint) {
        point.created = Instant(nanoseconds: created.load(ordering: .relaxed))
        point.count = 0
        point.sum = 0
        point.buckets.removeAll(keepingCapacity: true)
        point.buckets.append(contentsOf: repeatElement(0, count: layout.bucketCount))
        point.bucketExemplars.removeAll(keepingCapacity: true)
        if layout.keepsExemplars {
            point.bucketExemplars.append(contentsOf: repeatElement(nil, count: layout.bucketCount))
        }
    }

    /// Writes the exponential buckets, within the limit even where the parts together exceed it.
    private func finish(
        _ point: inout HistogramPoint,
        _ start: NativeShape?,
        _ total: consuming ExponentialBuckets
    ) {
        guard let native = layout.native, let start else {
            point.native = nil
            return
        }
        var total = total
        if total.count > native.limit { keepWithinLimit(&total, native, start) }
        var written = point.native.take() ?? NativePoint(schema: 0, zeroThreshold: 0)
        total.write(to: &written)
        point.native = written
    }

    /// What this snapshot shows is merged until it fits, so that it loses nothing; the measure that
    /// the rules ask for, perhaps a reset, takes effect on the parts behind it.
    private func keepWithinLimit(
        _ total: inout ExponentialBuckets,
        _ native: NativeBuckets,
        _ start: NativeShape
    ) {
        let now = clock.uptime
        let least = total.leastBound
        shape.withLock { shape in
            guard shape?.version == start.version else { return }
            _ = tighten(&shape, native, least: least, now: now)
        }
        while total.count > native.limit {
            if let least = total.leastBound, least <= native.maximumZeroThreshold {
                total.conform(schema: total.schema, zeroThreshold: least)
            } else if total.schema > ExponentialIndex.coarsestSchema {
                total.conform(schema: total.schema - 1, zeroThreshold: total.zeroThreshold)
            } else {
                return
            }
        }
    }
}
