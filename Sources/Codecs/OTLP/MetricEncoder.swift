package import Bytes
package import Clocks
package import Exposition

/// Writes one `ExportMetricsServiceRequest` from a snapshot of a registry.
///
/// | family | metric |
/// |---|---|
/// | counter | cumulative, monotonic sum; each point starts when its series was created |
/// | gauge, unknown | gauge |
/// | info | gauge `name_info` of 1 |
/// | state set | gauge, a point of 0 or 1 for each state, which is in an attribute called as the family |
/// | histogram | cumulative histogram, or exponential where it has native buckets |
/// | summary | summary |
/// | gauge histogram | none: OTLP has no word for it, and OpenTelemetry says to drop it |
///
/// A metric begins with its first point, so that a family without series leaves no trace.
package struct MetricEncoder: ~Copyable, MetricSink {
    private var request: RequestWriter
    private let time: Instant
    private var family = FamilyDescription(name: "", type: .unknown)
    private var open: OpenMetric?

    /// What kind of metric is being written, and where it and its data began.
    private struct OpenMetric {
        let kind: Kind
        let start: Int
        let dataStart: Int
    }

    /// The raw values are the fields of a `Metric`.
    private enum Kind: Int {
        case gauge = 5
        case sum = 7
        case histogram = 9
        case exponentialHistogram = 10
        case summary = 11

        var name: String {
            switch self {
            case .gauge: "gauge"
            case .sum: "sum"
            case .histogram: "histogram"
            case .exponentialHistogram: "exponentialHistogram"
            case .summary: "summary"
            }
        }
    }

    /// Writes into the memory of `buffer`; `time` is the moment of the snapshot.
    package init(
        as encoding: OTLPEncoding,
        time: Instant,
        onto buffer: consuming ByteBuffer = ByteBuffer()
    ) {
        request = RequestWriter(.metrics, as: encoding, onto: buffer)
        self.time = time
    }

    package var metricCount: Int { request.recordCount }

    /// How long the request is so far, short of a few bytes.
    package var byteCount: Int { request.writer.count }

    /// What follows comes from this program or machine.
    package mutating func resource(
        schemaURL: String = "",
        _ attributes: (inout AttributeList) -> Void
    ) {
        closeMetric()
        request.beginResource(schemaURL: schemaURL, attributes)
    }

    /// What follows comes from this part of the resource.
    package mutating func scope(
        _ name: String,
        version: String = "",
        schemaURL: String = "",
        _ attributes: (inout AttributeList) -> Void = { _ in }
    ) {
        closeMetric()
        request.beginScope(name, version: version, schemaURL: schemaURL, attributes)
    }

    package mutating func begin(_ family: FamilyDescription) {
        closeMetric()
        self.family = family
    }

    package mutating func finish() { closeMetric() }

    /// The request, or `nil` when there is no point in it.
    package consuming func body() -> ByteBuffer? {
        closeMetric()
        return request.finish()
    }

    /// One point of a metric of this kind.
    private mutating func point(_ kind: Kind, _ body: (inout MessageWriter) -> Void) {
        if open?.kind != kind {
            closeMetric()
            openMetric(kind)
        }
        request.writer.element(1, body)
    }

    private mutating func openMetric(_ kind: Kind) {
        let start = request.openRecord()
        let name = family.type == .info ? family.seriesName : family.name
        request.writer.string(1, "name", name)
        if !family.help.isEmpty { request.writer.string(2, "description", family.help) }
        let unit = MetricUnitCode.code(of: family.unit)
        if !unit.isEmpty { request.writer.string(3, "unit", unit) }
        let dataStart = request.writer.open(kind.rawValue, kind.name)
        switch kind {
        case .gauge, .summary: break
        case .sum, .histogram, .exponentialHistogram:
            request.writer.int(2, "aggregationTemporality", Self.cumulative)
        }
        if kind == .sum { request.writer.bool(3, "isMonotonic", true) }
        request.writer.beginList("dataPoints")
        open = OpenMetric(kind: kind, start: start, dataStart: dataStart)
    }

    private mutating func closeMetric() {
        guard let metric = open else { return }
        request.writer.endList()
        request.writer.close(metric.dataStart)
        request.writer.close(metric.start)
        open = nil
    }

    private static var cumulative: UInt32 { 2 }
}

// MARK: - Points

extension MetricEncoder {
    package mutating func counter(_ labels: LabelValues, _ point: CounterPoint) {
        let (family, time) = (family, time)
        self.point(.sum) { number in
            number.labels(7, labels, family.labelNames)
            number.times(created: point.created, time)
            // As an integer wherever it is one, for it may be too large to be exact as a double.
            if point.fraction == 0, let whole = Int64(exactly: point.whole) {
                number.sfixed64(6, "asInt", whole)
            } else {
                number.double(4, "asDouble", point.value)
            }
            if let exemplar = point.exemplar { number.exemplars(5, [exemplar]) }
        }
    }

    package mutating func gauge(_ labels: LabelValues, _ value: Double) {
        gauge(labels, value, state: nil)
    }

    private mutating func gauge(_ labels: LabelValues, _ value: Double, state: String?) {
        let (family, time) = (family, time)
        point(.gauge) { number in
            number.labels(7, labels, family.labelNames) { list in
                if let state { list.add(family.name, state) }
            }
            number.time(3, "timeUnixNano", time)
            number.double(4, "asDouble", value)
        }
    }

    package mutating func info(_ labels: LabelValues) { gauge(labels, 1) }

    package mutating func stateSet(_ labels: LabelValues, active: UInt64) {
        for (index, state) in family.states.enumerated() {
            gauge(labels, active >> UInt64(index) & 1 == 1 ? 1 : 0, state: state)
        }
    }

    package mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint) {
        let (family, time) = (family, time)
        self.point(.summary) { summary in
            summary.labels(7, labels, family.labelNames)
            summary.times(created: point.created, time)
            summary.fixed64(4, "count", point.count)
            summary.double(5, "sum", point.sum)
            guard !point.values.isEmpty else { return }
            summary.beginList("quantileValues")
            for (quantile, value) in zip(family.quantiles, point.values) {
                summary.element(6) { pair in
                    pair.double(1, "quantile", quantile)
                    pair.double(2, "value", value)
                }
            }
            summary.endList()
        }
    }

    package mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        guard family.type != .gaugeHistogram else { return }
        if let native = point.native {
            exponential(labels, point, native)
        } else {
            classic(labels, point)
        }
    }

    private mutating func classic(_ labels: LabelValues, _ point: borrowing HistogramPoint) {
        let (family, time) = (family, time)
        self.point(.histogram) { histogram in
            histogram.labels(9, labels, family.labelNames)
            histogram.times(created: point.created, time)
            histogram.fixed64(4, "count", point.count)
            histogram.double(5, "sum", point.sum)
            if point.buckets.count == family.bounds.count + 1 {
                histogram.fixed64s(6, "bucketCounts", point.buckets)
                histogram.doubles(7, "explicitBounds", family.bounds)
            }
            histogram.exemplars(8, point.bucketExemplars.compactMap { $0 })
        }
    }

    private mutating func exponential(
        _ labels: LabelValues,
        _ point: borrowing HistogramPoint,
        _ native: NativePoint
    ) {
        let (family, time) = (family, time)
        let buckets = ExponentialBuckets(native)
        self.point(.exponentialHistogram) { histogram in
            histogram.labels(1, labels, family.labelNames)
            histogram.times(created: point.created, time)
            histogram.fixed64(4, "count", point.count)
            histogram.double(5, "sum", point.sum)
            histogram.sint32(6, "scale", buckets.scale)
            histogram.fixed64(7, "zeroCount", native.zeroCount)
            histogram.buckets(8, "positive", buckets.positive)
            histogram.buckets(9, "negative", buckets.negative)
            histogram.exemplars(
                11,
                point.nativeExemplars.isEmpty
                    ? point.bucketExemplars.compactMap { $0 } : point.nativeExemplars
            )
            histogram.double(14, "zeroThreshold", native.zeroThreshold)
        }
    }
}

// MARK: - What points have in common

extension MessageWriter {
    /// The labels of a series as attributes, and what `more` adds.
    fileprivate mutating func labels(
        _ number: Int,
        _ labels: LabelValues,
        _ names: [String],
        more: (inout AttributeList) -> Void = { _ in }
    ) {
        attributes(number) { list in
            if labels.isOverflow {
                list.add("otel.metric.overflow", true)
            } else {
                var index = 0
                labels.visit { value in
                    list.add(names[index], utf8: value)
                    index += 1
                }
            }
            more(&list)
        }
    }

    fileprivate mutating func times(created: Instant, _ time: Instant) {
        self.time(2, "startTimeUnixNano", created)
        self.time(3, "timeUnixNano", time)
    }

    fileprivate mutating func exemplars(_ number: Int, _ exemplars: [Exemplar]) {
        guard !exemplars.isEmpty else { return }
        beginList("exemplars")
        for exemplar in exemplars {
            element(number) { message in
                message.time(2, "timeUnixNano", exemplar.time)
                message.double(3, "asDouble", exemplar.value)
                message.id(4, "spanId", exemplar.spanID)
                message.id(5, "traceId", exemplar.traceID)
            }
        }
        endList()
    }

    fileprivate mutating func buckets(
        _ number: Int,
        _ name: String,
        _ run: ExponentialBuckets.Run
    ) {
        guard !run.counts.isEmpty else { return }
        message(number, name) { buckets in
            buckets.sint32(1, "offset", run.offset)
            buckets.uint64s(2, "bucketCounts", run.counts)
        }
    }
}
