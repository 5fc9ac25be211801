import Bytes
import OTLP
import TestKit
import Testing
import Wire

/// What receivers reply, well or badly.
struct ReplyTests {
    private static func partial(_ rejected: Int64, _ message: String) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.append(message: 1) { partial in
            partial.append(field: 1, int: rejected)
            partial.append(field: 2, string: message)
        }
        return buffer.array
    }

    private static func status(_ code: Int64, _ message: String, _ delay: (Int64, Int64)?)
        -> [UInt8]
    {
        var buffer = ByteBuffer()
        buffer.append(field: 1, int: code)
        buffer.append(field: 2, string: message)
        buffer.append(message: 3) { $0.append(field: 1, string: "type.googleapis.com/other") }
        guard let delay else { return buffer.array }
        buffer.append(message: 3) { any in
            any.append(field: 1, string: "type.googleapis.com/google.rpc.RetryInfo")
            any.append(message: 2) { info in
                info.append(message: 1) { duration in
                    duration.append(field: 1, int: delay.0)
                    duration.append(field: 2, int: delay.1)
                }
            }
        }
        return buffer.array
    }

    @Test(arguments: OTLPSignal.allCases)
    func `a partial success says how many were rejected and why`(signal: OTLPSignal) throws {
        let expected = OTLPReply(rejected: 3, message: "größe")
        let wire = try OTLPReply(Self.partial(3, "größe"), as: .protobuf, to: signal)
        #expect(wire == expected && !wire.isPlain)
        let names: [OTLPSignal: String] = [
            .traces: "rejectedSpans", .logs: "rejectedLogRecords", .metrics: "rejectedDataPoints",
        ]
        let name = try #require(names[signal])
        for count in ["3", "\"3\""] {
            let json = """
                {"new":[{}],"partialSuccess":{"\(name)":\(count),"errorMessage":"größe"}}
                """
            #expect(try OTLPReply(Array(json.utf8), as: .json, to: signal) == expected)
        }
    }

    @Test func `success without a word is plain`() throws {
        #expect(try OTLPReply([], as: .protobuf, to: .traces).isPlain)
        #expect(try OTLPReply([0x0A, 0], as: .protobuf, to: .traces).isPlain)
        for json in ["", "{}", "{\"partialSuccess\":{}}", "{\"partialSuccess\":null}"] {
            #expect(try OTLPReply(Array(json.utf8), as: .json, to: .logs).isPlain)
        }
        let negative = try OTLPReply(Self.partial(-1, ""), as: .protobuf, to: .traces)
        #expect(negative.isPlain)
    }

    @Test(arguments: [
        (0 as Int64, 0 as Int64, Duration.zero as Duration?), (4, 500_000_000, .milliseconds(4500)),
        (315_576_000_000, 0, .seconds(315_576_000_000)), (315_576_000_001, 0, nil),
        (-1, 0, nil), (0, -1, nil), (0, 1_000_000_000, nil), (.max, .max, nil),
    ])
    func `a status says how long to wait`(seconds: Int64, nanos: Int64, expected: Duration?) throws
    {
        let bytes = Self.status(14, "busy", (seconds, nanos))
        let found = try RemoteStatus(bytes, as: .protobuf)
        #expect(found == RemoteStatus(code: 14, message: "busy", retryDelay: expected))
    }

    @Test(arguments: [
        ("4s", Duration.seconds(4) as Duration?), ("0.25s", .milliseconds(250)),
        ("1.000000001s", .seconds(1) + .nanoseconds(1)), ("0s", .zero), ("", nil), ("s", nil),
        ("4", nil), ("-1s", nil), ("+1s", nil), ("1.s", nil), (".5s", nil), ("1.2.3s", nil),
        ("1.0000000001s", nil), ("99999999999999999999s", nil), ("٣s", nil),
    ])
    func `a status in JSON says how long to wait`(text: String, expected: Duration?) throws {
        let json = """
            {"code":8,"message":"slow","details":[{"@type":"a/b"},7,
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"\(text)"}]}
            """
        let found = try RemoteStatus(Array(json.utf8), as: .json)
        #expect(found == RemoteStatus(code: 8, message: "slow", retryDelay: expected))
    }

    @Test func `a status without details has no delay`() throws {
        let found = try RemoteStatus(Self.status(3, "bad", nil), as: .protobuf)
        #expect(found == RemoteStatus(code: 3, message: "bad"))
        #expect(try RemoteStatus([], as: .protobuf) == RemoteStatus())
    }

    @Test func `malformed replies are refused in words`() {
        #expect(throws: OTLPError.notProtobuf(message: "ExportServiceResponse")) {
            try OTLPReply([0x0A, 9], as: .protobuf, to: .traces)
        }
        #expect(throws: OTLPError.notProtobuf(message: "google.rpc.Status")) {
            try RemoteStatus([0xFF], as: .protobuf)
        }
        #expect(throws: OTLPError.wrongType(member: "rejectedSpans", expected: "a 64-bit integer"))
        {
            let json = "{\"partialSuccess\":{\"rejectedSpans\":\"x\"}}"
            _ = try OTLPReply(Array(json.utf8), as: .json, to: .traces)
        }
        let long = [UInt8](repeating: 0x20, count: OTLPReply.maximumSize + 1)
        for encoding in OTLPEncoding.allCases {
            #expect(throws: OTLPError.tooLong(long.count)) {
                try OTLPReply(long, as: encoding, to: .logs)
            }
            #expect(throws: OTLPError.tooLong(long.count)) {
                try RemoteStatus(long, as: encoding)
            }
        }
        #expect("\(OTLPError.tooLong(7))".contains("7 bytes"))
    }

    private static let samples: [[UInt8]] = [
        partial(3, "some were rejected"), status(14, "busy", (4, 5)),
        Array("{\"partialSuccess\":{\"rejectedSpans\":\"3\",\"errorMessage\":\"no\"}}".utf8),
        Array(
            """
            {"code":8,"details":[{"@type":"x/google.rpc.RetryInfo","retryDelay":"4.5s"}]}
            """.utf8
        ),
    ]

    private func read(_ bytes: [UInt8]) {
        for encoding in OTLPEncoding.allCases {
            for signal in OTLPSignal.allCases {
                if let reply = try? OTLPReply(bytes, as: encoding, to: signal) {
                    #expect(reply.rejected >= 0)
                }
            }
            if let status = try? RemoteStatus(bytes, as: encoding) {
                #expect(status.retryDelay ?? .zero >= .zero)
            }
        }
    }

    @Test(arguments: samples)
    func `no truncation traps`(sample: [UInt8]) {
        for length in 0...sample.count { read(Array(sample.prefix(length))) }
    }

    @Test(arguments: 0..<2000 as Range<UInt64>)
    func `no mutation traps`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var bytes = try #require(Self.samples.randomElement(using: &random))
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        read(bytes)
    }
}
