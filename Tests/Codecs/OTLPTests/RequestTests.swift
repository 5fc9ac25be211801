import Bytes
import COTLP
import Clocks
import Exposition
import JSON
import OTLP
import TestKit
import Testing
import TraceContext

/// Requests, as libprotobuf-c and the JSON reader find them.
struct RequestTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `spans read back as they were written, in both encodings`(seed: UInt64) throws {
        for encoding in OTLPEncoding.allCases {
            var telemetry = RandomTelemetry(seed: seed)
            var encoder = TraceEncoder(as: encoding)
            let expected = telemetry.traces(&encoder)
            let descriptor = unsafe otlp__export_trace_service_request__descriptor
            try unsafe expectSame(encoder.body()?.array, expected, encoding, descriptor)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `log records read back as they were written, in both encodings`(seed: UInt64) throws {
        for encoding in OTLPEncoding.allCases {
            var telemetry = RandomTelemetry(seed: seed)
            var encoder = LogEncoder(as: encoding)
            let expected = telemetry.logs(&encoder)
            let descriptor = unsafe otlp__export_logs_service_request__descriptor
            try unsafe expectSame(encoder.body()?.array, expected, encoding, descriptor)
        }
    }

    @Test(arguments: OTLPEncoding.allCases)
    func `resources and scopes without records are not sent`(encoding: OTLPEncoding) {
        var traces = TraceEncoder(as: encoding)
        traces.resource { $0.add("service.name", "shop") }
        traces.scope("checkout")
        let spans = traces.body()?.array
        #expect(spans == nil)
        let logs = LogEncoder(as: encoding)
        let records = logs.body()?.array
        #expect(records == nil)
        var metrics = MetricEncoder(as: encoding, time: .epoch)
        metrics.resource { $0.add("service.name", "shop") }
        metrics.begin(.init(name: "requests", type: .counter))
        metrics.finish()
        let points = metrics.body()?.array
        #expect(points == nil)
    }

    @Test func `a span in JSON has hexadecimal ids and quoted nanoseconds`() throws {
        var traces = TraceEncoder(as: .json)
        traces.resource { $0.add("service.name", "shop") }
        traces.scope("checkout")
        traces.span(
            "pay",
            context: SpanContext(
                traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
                spanID: SpanID(value: 0xA1),
                flags: .sampled
            ),
            kind: 2,
            start: Instant(nanoseconds: 1),
            end: Instant(nanoseconds: 2),
            status: .ok
        )
        let body = traces.body()?.string
        #expect(
            body == """
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":\
                {"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"checkout"},"spans":[\
                {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1",\
                "flags":257,"name":"pay","kind":2,"startTimeUnixNano":"1","endTimeUnixNano":"2",\
                "status":{"code":1}}]}]}]}
                """
        )
    }

    /// A hundred levels are what readers of Protocol Buffers take.
    @Test(arguments: OTLPEncoding.allCases)
    func `values too deep for readers are cut off`(encoding: OTLPEncoding) throws {
        func nest(_ value: inout AnyValueWriter, _ depth: Int) {
            if depth == 0 { return value.int(7) }
            value.map { $0.add("k", value: { nest(&$0, depth - 1) }) }
        }
        for depth in [AnyValueWriter.maximumDepth, AnyValueWriter.maximumDepth + 1, 1000] {
            var traces = TraceEncoder(as: encoding)
            let span = SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(value: 1))
            traces.span(
                "deep",
                context: span,
                kind: 1,
                start: .epoch,
                end: .epoch,
                events: { events in
                    events.add("e", at: .epoch) { $0.add("k", value: { nest(&$0, depth) }) }
                }
            )
            let written = traces.body()?.array
            let body = try #require(written)
            let hasLeaf: Bool
            if encoding == .json {
                _ = try JSONValue(parsing: body)
                hasLeaf = String(decoding: body, as: UTF8.self).contains("intValue")
            } else {
                hasLeaf = body.contains { $0 == 0x18 } && body.suffix(2) == [0x18, 7]
            }
            #expect(hasLeaf == (depth <= AnyValueWriter.maximumDepth))
        }
    }

    @Test func `the byte count tells when a batch is full`() {
        for encoding in OTLPEncoding.allCases {
            var logs = LogEncoder(as: encoding)
            logs.record("x", severity: .info, time: .epoch, observed: .epoch)
            let first = logs.byteCount
            logs.record("x", severity: .info, time: .epoch, observed: .epoch)
            #expect(first > 0 && logs.byteCount > first && logs.recordCount == 2)
        }
    }
}

/// Expects `body` to be the message `expected`, or none where that is empty.
func expectSame(
    _ body: [UInt8]?,
    _ expected: JSONValue,
    _ encoding: OTLPEncoding,
    _ descriptor: ProtobufCMessageDescriptor
) throws {
    try unsafe withUnsafePointer(to: descriptor) { descriptor in
        let expected = try unsafe DecodedMessage.json(expected, descriptor)
        guard let body else {
            #expect(expected == .object([]))
            return
        }
        let found =
            switch encoding {
            case .protobuf: try unsafe DecodedMessage.protobuf(body, descriptor)
            case .json: try unsafe DecodedMessage.json(JSONValue(parsing: body), descriptor)
            }
        #expect(found == expected)
    }
}
