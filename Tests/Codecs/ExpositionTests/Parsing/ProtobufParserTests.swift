import Bytes
import Exposition
import TestKit
import Testing
import Wire

struct ProtobufParserTests {
    private typealias Body = (inout ByteBuffer) -> Void

    private func family(_ name: String, type: UInt64, _ metric: Body) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.appendWithLength { buffer in
            buffer.append(field: 1, string: name)
            buffer.append(field: 2, string: "Help.")
            buffer.append(message: 4) { buffer in
                buffer.append(message: 1) { label in
                    label.append(field: 1, string: "a")
                    label.append(field: 2, string: "b")
                }
                metric(&buffer)
            }
            // Last, because fields may come in any order.
            buffer.append(field: 3, varint: type)
        }
        return buffer.array
    }

    private func histogram(_ body: Body) -> [UInt8] {
        family("h", type: 4) { metric in
            metric.append(message: 7) { body(&$0) }
        }
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        let error = #expect(throws: ExpositionError.self) { try ProtobufParser.families(in: bytes) }
        return error?.message
    }

    private func lines(_ bytes: [UInt8]) throws -> [String] {
        try ProtobufParser.families(in: bytes).flatMap(\.samples).map { sample in
            let labels = sample.labels.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            return "\(sample.name){\(labels)} \(sample.value)"
        }
    }

    @Test func `a counter has its value, exemplar, start and timestamp`() throws {
        let bytes = family("c_total", type: 0) { metric in
            metric.append(message: 3) { counter in
                counter.append(field: 1, double: 5)
                counter.append(message: 2) { exemplar in
                    exemplar.append(message: 1) { label in
                        label.append(field: 1, string: "trace_id")
                        label.append(field: 2, string: "1")
                    }
                    exemplar.append(field: 2, double: 0.5)
                }
                counter.append(message: 3) { created in
                    created.append(field: 1, int: 12)
                    created.append(field: 2, int: 500_000_000)
                }
            }
            metric.append(field: 6, int: -1)
        }
        let found = try #require(try ProtobufParser.families(in: bytes).first)
        #expect(found.name == "c_total" && found.help == "Help." && found.type == .counter)
        let sample = try #require(found.samples.first)
        #expect(sample.value == 5)
        #expect(sample.labels["a"] == "b")
        #expect(sample.timestamp?.milliseconds == -1)
        #expect(sample.created?.milliseconds == 12_500)
        #expect(sample.exemplars.first?.labels["trace_id"] == "1")
    }

    @Test func `summaries and classic histograms become the samples they are in text`() throws {
        let summary = family("s", type: 2) { metric in
            metric.append(message: 4) { summary in
                summary.append(field: 1, varint: 3)
                summary.append(field: 2, double: 1.5)
                summary.append(message: 3) { quantile in
                    quantile.append(field: 1, double: 0.5)
                    quantile.append(field: 2, double: 7)
                }
            }
        }
        #expect(
            try lines(summary) == [
                "s{a=b,quantile=0.5} 7.0", "s_sum{a=b} 1.5", "s_count{a=b} 3.0",
            ]
        )
        let classic = histogram { histogram in
            histogram.append(field: 1, varint: 3)
            histogram.append(field: 2, double: 4.5)
            histogram.append(message: 3) { bucket in
                bucket.append(field: 1, varint: 2)
                bucket.append(field: 2, double: 1)
            }
        }
        #expect(
            try lines(classic) == [
                "h_bucket{a=b,le=1.0} 2.0", "h_bucket{a=b,le=+Inf} 3.0", "h_sum{a=b} 4.5",
                "h_count{a=b} 3.0",
            ]
        )
    }

    private func native(
        schema: Int64 = 3,
        spans: [(Int64, UInt64)],
        deltas: [Int64],
        count: UInt64 = 100
    ) -> [UInt8] {
        histogram { histogram in
            histogram.append(field: 1, varint: count)
            histogram.append(field: 5, sint: schema)
            histogram.append(field: 6, double: 0x1p-128)
            for (offset, length) in spans {
                histogram.append(message: 12) { span in
                    span.append(field: 1, sint: offset)
                    span.append(field: 2, varint: length)
                }
            }
            histogram.append(message: 13) { packed in
                for delta in deltas { packed.append(zigzag: delta) }
            }
        }
    }

    @Test func `a native histogram has its buckets where its spans say`() throws {
        let bytes = native(spans: [(-2, 2), (1, 1)], deltas: [4, -1, 2])
        let samples = try #require(try ProtobufParser.families(in: bytes).first).samples
        #expect(samples.map(\.name) == ["h"])
        let histogram = try #require(samples[0].histogram)
        #expect(histogram.positive.map(\.index) == [-2, -1, 1])
        #expect(histogram.positive.map(\.count) == [4, 3, 5])
        #expect(histogram.schema == 3 && histogram.count == 100 && !histogram.isFloat)
        let empty = native(spans: [(0, 0)], deltas: [], count: 0)
        #expect(try ProtobufParser.families(in: empty).first?.samples.first?.histogram != nil)
    }

    @Test func `a native histogram that would cost or overflow is refused`() throws {
        let most = Int64(Int32.max)
        let cases: [([UInt8], String)] = [
            (native(spans: [(0, 3)], deltas: [1]), "spans of 3 buckets, but counts of 1"),
            (native(spans: [(0, 4_000_000_000)], deltas: []), "at most 10000 are read"),
            (
                native(spans: (0..<20).map { _ in (0, 4_294_967_295) }, deltas: []),
                "at most 10000 are read"
            ),
            (native(spans: [(most, 2)], deltas: [1, 0]), "does not fit into 32 bits"),
            (native(spans: [(0, 1), (-5, 1)], deltas: [1, 0]), "before the end"),
            (native(spans: [(0, 2)], deltas: [1, -2]), "a negative bucket"),
            (native(spans: [(0, 2)], deltas: [.max, 1]), "more than 2^63"),
            (native(schema: 9, spans: [(0, 1)], deltas: [1]), "schema 9"),
            (native(schema: -53, spans: [(0, 1)], deltas: [1]), "schema -53"),
            (native(spans: [(0, 1)], deltas: [101]), "hold 101.0 of 100.0"),
            (native(spans: [], deltas: [Int64](repeating: 0, count: 10_001)), "more than 10000"),
            (
                native(spans: [(Int64, UInt64)](repeating: (0, 0), count: 10_001), deltas: []),
                "more than"
            ),
        ]
        for (bytes, reason) in cases {
            let message = try #require(refusal(bytes))
            #expect(message.contains(reason), "\(message)")
        }
    }

    @Test func `a message that breaks the rules is refused`() throws {
        #expect(
            refusal(family("", type: 1) { $0.append(message: 2) { _ in } })?.contains(
                "without a name"
            ) == true
        )
        #expect(refusal(family("g", type: 9) { _ in })?.contains("9 is no metric type") == true)
        #expect(refusal(family("g", type: 1) { _ in })?.contains("without its value") == true)
        #expect(refusal([0x05, 0x0A])?.contains("where 1 are left") == true)
        #expect(refusal([0x80])?.contains("cut off") == true)
        #expect(refusal([0xFF, 0xFF, 0xFF, 0xFF, 0x7F])?.contains("are read") == true)
        let twice = family("g", type: 1) { metric in
            metric.append(message: 1) { $0.append(field: 1, string: "a") }
            metric.append(message: 2) { $0.append(field: 1, double: 1) }
        }
        #expect(refusal(twice)?.contains("occurs twice") == true)
    }

    @Test func `every truncation is refused, and any byte may be changed`() {
        let bytes = native(spans: [(-2, 2), (1, 1)], deltas: [4, -1, 2])
        for length in 1..<bytes.count {
            #expect(throws: ExpositionError.self) {
                try ProtobufParser.families(in: Array(bytes.prefix(length)))
            }
        }
        for position in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var damaged = bytes
                damaged[position] = value
                _ = ExpositionCheck.run(damaged, format: .protobuf)
            }
        }
    }
}
