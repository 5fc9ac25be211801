import Testing
import TraceContext

struct SpanContextTests {
    private let trace = TraceID(high: 0x4BF9_2F35_77B3_4DA6, low: 0xA3CE_929D_0E0E_4736)
    private let span = SpanID(value: 0x00F0_67AA_0BA9_02B7)

    @Test func `ids are spelled in lowercase hexadecimal of full length`() {
        #expect(trace.description == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(span.description == "00f067aa0ba902b7")
    }

    @Test func `a context with a zero id is not valid`() {
        #expect(SpanContext(traceID: trace, spanID: span).isValid)
        #expect(!SpanContext(traceID: TraceID(high: 0, low: 0), spanID: span).isValid)
        #expect(!SpanContext(traceID: trace, spanID: SpanID(value: 0)).isValid)
    }

    @Test func `only the lowest flag means sampled`() {
        let flags: [SpanContext.Flags] = [[], .random, .sampled, [.sampled, .random]]
        let sampled = flags.map { SpanContext(traceID: trace, spanID: span, flags: $0).isSampled }
        #expect(sampled == [false, false, true, true])
    }

    @Test func `the active span is inherited by child tasks and ends with its scope`() async {
        let context = SpanContext(traceID: trace, spanID: span, flags: .sampled)
        #expect(ActiveSpan.current == nil)
        await ActiveSpan.$current.withValue(context) {
            async let seen = ActiveSpan.current
            #expect(await seen == context)
        }
        #expect(ActiveSpan.current == nil)
    }
}
