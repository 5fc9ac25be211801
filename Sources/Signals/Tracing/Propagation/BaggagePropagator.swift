/// W3C Baggage: the field `baggage`.
public struct BaggagePropagator: Propagator {
    public init() {}

    public var fields: [String] { ["baggage"] }

    public func inject(_ context: PropagatedContext, into carrier: inout some TextMap) {
        let header = context.baggage.header
        if !header.isEmpty { carrier.set("baggage", to: header) }
    }

    public func extract(from carrier: some TextMap, into context: inout PropagatedContext) {
        let headers = carrier.all("baggage")
        if headers.isEmpty { return }
        let baggage = Baggage(headers: headers)
        if !baggage.isEmpty { context.baggage = baggage }
    }
}
