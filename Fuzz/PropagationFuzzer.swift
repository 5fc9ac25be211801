import TraceContext
import Tracing

/// Header values, one a line; the first byte of a line says which header it is.
///
/// Besides not trapping, whatever is understood must be understood again once it was sent on.
func fuzzPropagation(_ bytes: [UInt8]) {
    let names = [
        "traceparent", "tracestate", "baggage", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled",
        "x-b3-flags",
    ]
    let fields = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
        line.first.map { first in
            HeaderFields.Field(
                names[Int(first) % names.count],
                String(decoding: line.dropFirst(), as: UTF8.self)
            )
        }
    }
    let propagators: [any Propagator] = [
        TraceContextPropagator(), BaggagePropagator(), B3Propagator(), B3Propagator(.multiple),
    ]
    for propagator in propagators {
        let received = propagator.extract(from: HeaderFields(fields))
        var sent = HeaderFields()
        propagator.inject(received, into: &sent)
        let again = propagator.extract(from: sent)
        precondition(again.span?.traceID == received.span?.traceID, "the trace goes on")
        precondition(again.span?.flags == received.span?.flags, "with its flags")
        // Escaping makes a value longer, up to three times.
        let fits = bytes.count * 3 < Baggage.longestHeader
        precondition(!fits || again.baggage == received.baggage, "and its baggage")
    }
    if let state = fields.first.flatMap({ TraceState($0.value) }) {
        precondition(TraceState(state.description) == state, "a checked list stays as it is")
        precondition(state.truncated(to: 100).description.utf8.count <= 100)
    }
}
