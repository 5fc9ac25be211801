import Bytes
import Clocks
import Exposition
import TestKit
import Testing
import TraceContext

/// What the encoders write is valid by the strict parsers, and says the same in every format.
struct RoundTripTests {
    private static let time = Instant(milliseconds: 1_795_238_736_500)

    /// One family of each type, with names and values that need care.
    private static func write<Sink: MetricSink & ~Copyable>(
        to sink: inout Sink,
        seed: UInt64
    ) {
        var random = SplitMix(seed: seed)
        let awkward = ["", "a\\b", "q\"q", "line\nfeed", "é😀", "{},=#", " # {} 1"]
        func labels(_ count: Int) -> LabelValues {
            LabelValues((0..<count).map { _ in awkward.randomElement(using: &random) ?? "" })
        }
        let exemplar = Exemplar(
            traceID: TraceID(high: 1, low: random.next()),
            spanID: SpanID(value: random.next()),
            value: 0.3,
            time: time
        )
        sink.begin(
            .init(name: "jobs_done", type: .counter, help: "a \\ \"b\"\nc", labelNames: ["x"])
        )
        sink.counter(
            labels(1),
            CounterPoint(whole: random.next() >> 20, fraction: 0, created: time, exemplar: exemplar)
        )
        sink.begin(.init(name: "temperature_celsius", type: .gauge, help: "", unit: "celsius"))
        sink.gauge(.none, [.infinity, -.infinity, .nan, -0.0, 1e300, 0.1][Int(seed % 6)])
        sink.begin(.init(name: "http.büro", type: .unknown, help: "é", labelNames: ["a.b", "c"]))
        sink.gauge(labels(2), 1.5)
        sink.begin(
            .init(
                name: "wait_seconds",
                type: .histogram,
                help: "w",
                labelNames: ["p"],
                bounds: [0.5, 1]
            )
        )
        var histogram = HistogramPoint()
        histogram.created = time
        histogram.count = 6
        histogram.sum = 4.25
        histogram.buckets = [1, 2, 3]
        histogram.bucketExemplars = [exemplar, nil, nil]
        var native = NativePoint(schema: 3, zeroThreshold: 0x1p-128)
        native.positive = [
            .init(index: -3, count: 1), .init(index: -2, count: 2), .init(index: 4, count: 3),
        ]
        histogram.native = native
        sink.histogram(LabelValues(["a"]), histogram)
        sink.histogram(LabelValues(["b"]), histogram)
        sink.begin(
            .init(name: "size_bytes", type: .summary, help: "s", quantiles: [0.5, 0.99])
        )
        var summary = SummaryPoint()
        summary.count = 2
        summary.sum = 3
        summary.values = [1, .nan]
        sink.summary(.none, summary)
        sink.begin(.init(name: "build", type: .info, help: "b", labelNames: ["version"]))
        sink.info(LabelValues(["1.0"]))
        sink.begin(.init(name: "door", type: .stateSet, help: "d", states: ["open", "shut"]))
        sink.stateSet(.none, active: 2)
        sink.finish()
    }

    private func written(_ format: ExpositionFormat, seed: UInt64, created: Bool = false) -> [UInt8]
    {
        var output = ByteBuffer()
        if format == .protobuf {
            var encoder = ProtobufEncoder(escaping: .allowUTF8)
            Self.write(to: &encoder, seed: seed)
            encoder.swapOutput(with: &output)
        } else {
            var encoder = TextEncoder(
                format: format,
                escaping: format == .text1 || format == .openMetrics1 ? .allowUTF8 : .underscores,
                writesCreated: created
            )
            Self.write(to: &encoder, seed: seed)
            encoder.swapOutput(with: &output)
        }
        return output.array
    }

    @Test(arguments: ExpositionFormat.allCases, 0..<30 as Range<UInt64>)
    func `what is encoded is valid and complete`(format: ExpositionFormat, seed: UInt64) throws {
        for created in [false, true] {
            let bytes = written(format, seed: seed, created: created)
            let text = String(decoding: bytes, as: UTF8.self)
            let check = ExpositionCheck.run(bytes, format: format)
            #expect(check.problems.isEmpty, "\(check.problems)\n\(text)")
            let families = try ExpositionCheck.families(in: bytes, format: format)
            #expect(families.count == 7)
            #expect(
                families.flatMap(\.samples).filter { $0.name == "wait_seconds_bucket" }.count == 6
            )
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `all formats say the same of the same series`(seed: UInt64) throws {
        func series(_ format: ExpositionFormat) throws -> Set<String> {
            let bytes = written(format, seed: seed)
            let families = try ExpositionCheck.families(in: bytes, format: format)
            return Set(
                families.flatMap(\.samples).filter { $0.histogram == nil }.map { sample in
                    let labels = sample.labels.pairs.map { "\($0.name)=\($0.value)" }
                    return "\(sample.name) \(labels.sorted()) \(sample.value)"
                }
            )
        }
        let text = try series(.text1)
        #expect(text.count == 20)
        for format in [ExpositionFormat.openMetrics1, .protobuf] {
            // "1" is spelt "1.0" where bounds are canonical.
            let others = try series(format).map { $0.replacing("le=1.0\"", with: "le=1\"") }
            #expect(Set(others) == text)
        }
    }

    @Test func `a native histogram comes back bucket by bucket`() throws {
        let bytes = written(.protobuf, seed: 1)
        let families = try ProtobufParser.families(in: bytes)
        let samples = families.flatMap(\.samples).filter { $0.histogram != nil }
        #expect(samples.count == 2)
        let native = try #require(samples.first?.histogram)
        #expect(native.positive.map(\.index) == [-3, -2, 4])
        #expect(native.positive.map(\.count) == [1, 2, 3])
        #expect(native.schema == 3 && native.count == 6 && native.sum == 4.25)
        #expect(native.zeroThreshold == 0x1p-128)
    }
}
