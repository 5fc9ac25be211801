import Bytes
import COTLP
import Clocks
import Exposition
import JSON
import TestKit
import Testing
import TraceContext

@testable import OTLP

/// A snapshot as OTLP metrics: what each family becomes.
struct MetricEncoderTests {
    private let now = Instant(seconds: 1_800_000_000)
    private let created = Instant(seconds: 1_700_000_000)
    private let exemplar = Exemplar(
        traceID: TraceID(high: 1, low: 2),
        spanID: SpanID(value: 3),
        value: 0.5,
        time: Instant(seconds: 1_750_000_000)
    )

    /// Expects that `write` gives `metrics`, in both encodings.
    private func expect(
        _ metrics: [String],
        _ write: (inout MetricEncoder) -> Void
    ) throws {
        let frame = metrics.joined(separator: ",")
        let expected = try JSONValue(
            parsing: Array(
                #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(frame)]}]}]}"#.utf8
            )
        )
        for encoding in OTLPEncoding.allCases {
            var encoder = MetricEncoder(as: encoding, time: now)
            write(&encoder)
            encoder.finish()
            let descriptor = unsafe otlp__export_metrics_service_request__descriptor
            try unsafe expectSame(encoder.body()?.array, expected, encoding, descriptor)
        }
    }

    private let times =
        #""startTimeUnixNano":"1700000000000000000","timeUnixNano":"1800000000000000000""#
    private let labels = #""attributes":[{"key":"code","value":{"stringValue":"größe"}}]"#
    private let exemplars = #"""
        "exemplars":[{"timeUnixNano":"1750000000000000000","asDouble":0.5,
        "spanId":"0000000000000003","traceId":"00000000000000010000000000000002"}]
        """#

    @Test func `a counter is a monotonic sum since its series was created`() throws {
        let metric = #"""
            {"name":"bytes","description":"Sent.","unit":"By","sum":{"aggregationTemporality":2,
            "isMonotonic":true,"dataPoints":[
            {\#(labels),\#(times),"asInt":"9007199254740993",\#(exemplars)},
            {"attributes":[{"key":"otel.metric.overflow","value":{"boolValue":true}}],\#(times),
            "asDouble":1.5}]}}
            """#
        try expect([metric]) { encoder in
            encoder.begin(
                FamilyDescription(
                    name: "bytes",
                    type: .counter,
                    help: "Sent.",
                    unit: "bytes",
                    labelNames: ["code"]
                )
            )
            let whole: UInt64 = 9_007_199_254_740_993
            var point = CounterPoint(whole: whole, fraction: 0, created: created)
            point.exemplar = exemplar
            encoder.counter(LabelValues(["größe"]), point)
            encoder.counter(.overflow, CounterPoint(whole: 1, fraction: 0.5, created: created))
        }
    }

    @Test func `gauges, infos and states are gauges`() throws {
        let time = #""timeUnixNano":"1800000000000000000""#
        func state(_ name: String, _ value: Int) -> String {
            let pair = #"{"key":"power","value":{"stringValue":"\#(name)"}}"#
            return #"{"attributes":[\#(pair)],\#(time),"asDouble":\#(value)}"#
        }
        try expect([
            #"{"name":"heat","gauge":{"dataPoints":[{\#(time),"asDouble":"NaN"}]}}"#,
            #"{"name":"odd","gauge":{"dataPoints":[{\#(time),"asDouble":"-Infinity"}]}}"#,
            #"{"name":"build_info","gauge":{"dataPoints":[{\#(labels),\#(time),"asDouble":1}]}}"#,
            #"{"name":"power","gauge":{"dataPoints":[\#(state("on", 0)),\#(state("off", 1))]}}"#,
        ]) { encoder in
            encoder.begin(FamilyDescription(name: "heat", type: .gauge))
            encoder.gauge(.none, .nan)
            encoder.begin(FamilyDescription(name: "odd", type: .unknown))
            encoder.gauge(.none, -.infinity)
            encoder.begin(FamilyDescription(name: "build", type: .info, labelNames: ["code"]))
            encoder.info(LabelValues(["größe"]))
            encoder.begin(FamilyDescription(name: "power", type: .stateSet, states: ["on", "off"]))
            encoder.stateSet(.none, active: 2)
        }
    }

    @Test func `a classic histogram keeps its buckets, and a gauge histogram is left out`() throws {
        let metric = #"""
            {"name":"age","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[
            {\#(times),"count":"6","sum":2.5,"bucketCounts":["1","2","3"],
            "explicitBounds":[0.1,1],\#(exemplars)}]}}
            """#
        var point = HistogramPoint()
        point.created = created
        (point.count, point.sum, point.buckets) = (6, 2.5, [1, 2, 3])
        point.bucketExemplars = [nil, exemplar, nil]
        try expect([metric]) { encoder in
            encoder.begin(
                FamilyDescription(name: "age", type: .histogram, unit: "seconds", bounds: [0.1, 1])
            )
            encoder.histogram(.none, point)
            encoder.begin(FamilyDescription(name: "g", type: .gaugeHistogram, bounds: [0.1, 1]))
            encoder.histogram(.none, point)
        }
    }

    @Test func `a native histogram is exponential, its indexes one lower`() throws {
        let metric = #"""
            {"name":"age","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[
            {\#(times),"count":"9","sum":7,"scale":-1,"zeroCount":"1","zeroThreshold":0.001,
            "positive":{"offset":2,"bucketCounts":["4","0","1"]},
            "negative":{"offset":-4,"bucketCounts":["3"]},\#(exemplars)}]}}
            """#
        var point = HistogramPoint()
        point.created = created
        (point.count, point.sum) = (9, 7)
        var native = NativePoint(schema: -1, zeroThreshold: 0.001)
        native.zeroCount = 1
        native.positive = [NativeBucket(index: 3, count: 4), NativeBucket(index: 5, count: 1)]
        native.negative = [NativeBucket(index: -3, count: 3)]
        point.native = native
        point.nativeExemplars = [exemplar]
        try expect([metric]) { encoder in
            encoder.begin(FamilyDescription(name: "age", type: .histogram))
            encoder.histogram(.none, point)
        }
    }

    @Test func `a summary gives its quantiles`() throws {
        let metric = #"""
            {"name":"age","summary":{"dataPoints":[{\#(times),"count":"2","sum":3,
            "quantileValues":[{"quantile":0.5,"value":1},{"quantile":0.9,"value":"NaN"}]}]}}
            """#
        var point = SummaryPoint()
        point.created = created
        (point.count, point.sum, point.values) = (2, 3, [1, .nan])
        try expect([metric]) { encoder in
            encoder.begin(FamilyDescription(name: "age", type: .summary, quantiles: [0.5, 0.9]))
            encoder.summary(.none, point)
        }
    }

    /// Small integers, the limits of the type, and what overflows when one is taken away.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `merged buckets hold every value within the same bounds`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let width = [3 as Int32, 40, 100_000, .max].randomElement(using: &random) ?? 3
        func buckets() -> [NativeBucket] {
            let indexes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Int32.random(in: -width...width, using: &random)
            }
            return (Set(indexes).union(width == .max ? [.min, .max] : [])).sorted().map {
                NativeBucket(index: $0, count: UInt64.random(in: 1...9, using: &random))
            }
        }
        var native = NativePoint(schema: 3, zeroThreshold: 0)
        native.positive = buckets()
        native.negative = buckets()
        let merged = ExponentialBuckets(native, maximumLength: 8)
        let shift = 3 - merged.scale
        for (run, before) in [
            (merged.positive, native.positive), (merged.negative, native.negative),
        ] {
            #expect(run.counts.count <= 8)
            var expected: [Int64: UInt64] = [:]
            for bucket in before {
                expected[(Int64(bucket.index) - 1) >> shift, default: 0] += bucket.count
            }
            var found: [Int64: UInt64] = [:]
            for (place, count) in run.counts.enumerated() where count > 0 {
                found[Int64(run.offset) + Int64(place)] = count
            }
            #expect(found == expected)
        }
        if width == 3 { #expect(shift == 0) }
    }
}
