/// Writes context into a carrier, and reads it out of one.
///
/// Whatever a carrier holds, reading neither fails nor traps: what breaks the format is as good as
/// absent, and leaves the context as it was.
public protocol Propagator: Sendable {
    /// The names of the fields it writes.
    var fields: [String] { get }
    func inject(_ context: PropagatedContext, into carrier: inout some TextMap)
    func extract(from carrier: some TextMap, into context: inout PropagatedContext)
}

extension Propagator {
    /// What `carrier` holds.
    public func extract(from carrier: some TextMap) -> PropagatedContext {
        var context = PropagatedContext()
        extract(from: carrier, into: &context)
        return context
    }

    /// Writes the context of the current task.
    public func inject(into carrier: inout some TextMap) {
        inject(.current, into: &carrier)
    }
}

/// Several propagators, one after the other. Without any it does nothing.
public struct CompositePropagator: Propagator {
    private let parts: [any Propagator]

    public init(_ parts: [any Propagator]) { self.parts = parts }

    /// What OpenTelemetry asks for where nothing else is configured: trace context and baggage.
    public static let standard = CompositePropagator([
        TraceContextPropagator(), BaggagePropagator(),
    ])

    public var fields: [String] { parts.flatMap(\.fields) }

    public func inject(_ context: PropagatedContext, into carrier: inout some TextMap) {
        for part in parts { part.inject(context, into: &carrier) }
    }

    public func extract(from carrier: some TextMap, into context: inout PropagatedContext) {
        for part in parts { part.extract(from: carrier, into: &context) }
    }
}
