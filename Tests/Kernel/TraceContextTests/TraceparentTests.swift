import Testing
import TraceContext

struct TraceparentTests {
    private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `P2: a traceparent is read into its parts and spelled again`() throws {
        let context = try #require(SpanContext(traceparent: header))
        #expect(context.traceID.high == 0x4BF9_2F35_77B3_4DA6)
        #expect(context.traceID.low == 0xA3CE_929D_0E0E_4736)
        #expect(context.spanID.value == 0x00F0_67AA_0BA9_02B7)
        #expect(context.flags == .sampled)
        #expect(context.isRemote)
        #expect(context.traceparent == header)
    }

    @Test func `P2: no truncation and no extension of version 00 is accepted`() {
        for length in 0..<header.utf8.count {
            #expect(SpanContext(traceparent: String(header.prefix(length))) == nil)
        }
        for extra in ["-", "0", "-00", "."] {
            #expect(SpanContext(traceparent: header + extra) == nil)
        }
    }

    @Test func `P2: every byte at every place is judged by the grammar`() {
        let bytes = Array(header.utf8)
        let dashes: Set = [2, 35, 52]
        let digits = Set("0123456789abcdef".utf8)
        for place in bytes.indices {
            for byte in UInt8.min...127 {
                var changed = bytes
                changed[place] = byte
                let isDigit = digits.contains(byte)
                // Another version than 00 is also fine with nothing after the flags, save for ff.
                let isRight = dashes.contains(place) ? byte == UInt8(ascii: "-") : isDigit
                let context = SpanContext(traceparent: String(decoding: changed, as: UTF8.self))
                let isTrimmed = byte == 0x20 || byte == 0x09
                #expect((context != nil) == (isRight && !isTrimmed), "\(byte) at \(place)")
            }
        }
    }

    @Test(arguments: [
        "00000000000000000000000000000000-00f067aa0ba902b7",
        "4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000",
    ])
    func `P2: ids of zeros are not valid`(ids: String) {
        #expect(SpanContext(traceparent: "00-\(ids)-01") == nil)
    }

    @Test func `P2: a later version is read as far as it is known and sent as version 00`() throws {
        let ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
        for suffix in ["", "-", "-what-the-future-will-be-like"] {
            let context = try #require(SpanContext(traceparent: "cc-\(ids)-01\(suffix)"))
            #expect(context.traceparent == "00-\(ids)-01")
        }
        #expect(SpanContext(traceparent: "cc-\(ids)-01.what") == nil)
        #expect(SpanContext(traceparent: "ff-\(ids)-01") == nil)
    }

    @Test func `P2: white space around the value is ignored and inside it is not`() {
        for blank in [" ", "\t", " \t "] {
            #expect(SpanContext(traceparent: blank + header + blank) != nil)
            #expect(SpanContext(traceparent: "00-" + blank + header.dropFirst(3)) == nil)
        }
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `P2, P3: of all flags only sampled and random are passed on`(flags: UInt8) throws {
        let digits = String(flags, radix: 16)
        let padded = digits.utf8.count == 1 ? "0" + digits : digits
        let context = try #require(SpanContext(traceparent: header.dropLast(2) + padded))
        #expect(context.traceparent == header.dropLast(2) + "0\(flags & 3)")
    }

    @Test func `T3: ids are read from lowercase digits only and give their bytes`() {
        let text = "0102030405060708090a0b0c0d0e0f10"
        #expect(TraceID(hexadecimal: text)?.bytes == Array(1...16))
        #expect(TraceID(hexadecimal: text)?.description == text)
        #expect(SpanID(hexadecimal: "0102030405060708")?.bytes == Array(1...8))
        for wrong in ["", "01", text.uppercased(), text + "0", "g" + text.dropFirst()] {
            #expect(TraceID(hexadecimal: wrong) == nil)
            #expect(SpanID(hexadecimal: wrong) == nil)
        }
    }

    @Test func `T3: a sampled copy and another trace state leave everything else as it is`() throws
    {
        let context = try #require(SpanContext(traceparent: header.dropLast(2) + "02"))
        let state = try #require(TraceState("a=1"))
        let changed = context.with(traceState: state).sampled
        #expect(changed.flags == [.sampled, .random])
        #expect(changed.traceState == state)
        #expect((changed.traceID, changed.spanID) == (context.traceID, context.spanID))
        #expect(changed.isRemote)
    }
}
