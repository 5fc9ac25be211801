package import Clocks
package import TraceContext

/// One measured value, and the trace in which it was measured.
package struct Exemplar: Equatable, Sendable {
    package var traceID: TraceID
    package var spanID: SpanID
    package var value: Double
    package var time: Instant

    package init(traceID: TraceID, spanID: SpanID, value: Double, time: Instant) {
        self.traceID = traceID
        self.spanID = spanID
        self.value = value
        self.time = time
    }
}
