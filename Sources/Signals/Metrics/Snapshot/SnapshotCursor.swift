package import Exposition
import Synchronization

/// Walks through a registry in small steps, so that whoever reads it holds little at a time.
///
/// A family's lock is held while a step's series are looked up, not while they are read. What is
/// added while the walk is under way is left to the next one, so no series comes twice.
package struct SnapshotCursor: ~Copyable {
    private let entries: [Catalog.Entry]
    private var index = 0
    /// The last series seen of the current family, and where the family ended when it began.
    private var position: UInt64 = 0
    private var limit: UInt64?
    private var hasBegun = false
    private var block: [Instrument] = []
    private var histogram = HistogramPoint()
    private var summary = SummaryPoint()

    /// How many series a step reads.
    private static let blockSize = 64

    package init(_ registry: Registry) {
        entries = registry.entries
        block.reserveCapacity(Self.blockSize)
    }

    /// Hands the next few series to `sink`; returns false at the end, after `finish`.
    package mutating func step<Sink: MetricSink & ~Copyable>(into sink: inout Sink) -> Bool {
        guard index < entries.count else {
            sink.finish()
            return false
        }
        switch entries[index] {
        case .family(let family): step(family, into: &sink)
        case .collector(let collector):
            var samples = CollectedSamples(collector.families, created: collector.created)
            collector.collect(&samples)
            samples.send(collector.families, to: &sink)
            index += 1
        case .overflows(let description):
            sendOverflows(description, to: &sink)
            index += 1
        }
        return true
    }

    private mutating func step<Sink: MetricSink & ~Copyable>(
        _ family: FamilyCore,
        into sink: inout Sink
    ) {
        let limit = limit ?? family.nextSequence
        self.limit = limit
        let next = family.read(
            after: position,
            below: limit,
            most: Self.blockSize,
            into: &block
        )
        if !block.isEmpty {
            if !hasBegun { sink.begin(family.description) }
            hasBegun = true
            send(family.description.type, to: &sink)
            block.removeAll(keepingCapacity: true)
        }
        if let next {
            position = next
            return
        }
        self.limit = nil
        position = 0
        hasBegun = false
        index += 1
    }

    /// All series of a family are of one class, the one that its type names.
    private mutating func send<Sink: MetricSink & ~Copyable>(
        _ type: MetricType,
        to sink: inout Sink
    ) {
        switch type {
        case .counter:
            for child in block {
                sink.counter(child.labels, unsafe unsafeDowncast(child, to: Counter.self).point)
            }
        case .gauge:
            for child in block {
                sink.gauge(child.labels, unsafe unsafeDowncast(child, to: Gauge.self).value)
            }
        case .histogram:
            for child in block {
                unsafe unsafeDowncast(child, to: Histogram.self).read(into: &histogram)
                sink.histogram(child.labels, histogram)
            }
        case .summary:
            for child in block {
                unsafe unsafeDowncast(child, to: Summary.self).read(into: &summary)
                sink.summary(child.labels, summary)
            }
        case .stateSet:
            for child in block {
                let active = unsafe unsafeDowncast(child, to: StateSet.self).active
                sink.stateSet(child.labels, active: active)
            }
        case .info:
            for child in block { sink.info(child.labels) }
        case .gaugeHistogram, .unknown: break
        }
    }

    private func sendOverflows<Sink: MetricSink & ~Copyable>(
        _ description: FamilyDescription,
        to sink: inout Sink
    ) {
        var hasBegun = false
        for case .family(let family) in entries {
            let count = family.overflows.load(ordering: .relaxed)
            guard count > 0 else { continue }
            if !hasBegun { sink.begin(description) }
            hasBegun = true
            let labels = LabelValues([family.description.seriesName])
            let point = CounterPoint(whole: count, fraction: 0, created: family.created)
            sink.counter(labels, point)
        }
    }
}

extension Registry {
    /// Hands everything there is to `sink`.
    package func snapshot<Sink: MetricSink & ~Copyable>(into sink: inout Sink) {
        var cursor = SnapshotCursor(self)
        while cursor.step(into: &sink) {}
    }
}
