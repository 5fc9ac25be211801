internal import TraceContext

/// Zipkin's B3: reads the single header and the several ones, writes one of the two.
///
///     b3: 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-05e3ac9a4f6e3b90
///         trace id, 16 or 32 digits        span id          0, 1 or d  parent (not used)
public struct B3Propagator: Propagator {
    private let format: Format

    public enum Format: Hashable, Sendable {
        case single
        case multiple
    }

    public init(_ format: Format = .single) { self.format = format }

    private static let traceID = "x-b3-traceid"
    private static let spanID = "x-b3-spanid"
    private static let sampled = "x-b3-sampled"
    private static let flags = "x-b3-flags"

    public var fields: [String] {
        switch format {
        case .single: ["b3"]
        case .multiple: [Self.traceID, Self.spanID, Self.sampled, Self.flags]
        }
    }

    public func inject(_ context: PropagatedContext, into carrier: inout some TextMap) {
        guard let span = context.span, span.isValid else { return }
        let isDebug = span.flags.contains(.debug)
        let sampled = span.isSampled ? "1" : "0"
        switch format {
        case .single:
            let state = isDebug ? "d" : sampled
            carrier.set("b3", to: "\(span.traceID)-\(span.spanID)-\(state)")
        case .multiple:
            carrier.set(Self.traceID, to: "\(span.traceID)")
            carrier.set(Self.spanID, to: "\(span.spanID)")
            // Debug implies sampled, which is not said again.
            carrier.set(isDebug ? Self.flags : Self.sampled, to: isDebug ? "1" : sampled)
        }
    }

    public func extract(from carrier: some TextMap, into context: inout PropagatedContext) {
        let single = carrier.first("b3").flatMap(Self.context(inOne:))
        if let span = single ?? Self.context(inSeveral: carrier) { context.span = span }
    }

    private static func context(inOne header: String) -> SpanContext? {
        guard header.utf8.count <= 128 else { return nil }
        let fields = header.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...4).contains(fields.count) else { return nil }
        return context(
            traceID: String(fields[0]),
            spanID: String(fields[1]),
            sampled: fields.count > 2 ? String(fields[2]) : nil
        )
    }

    private static func context(inSeveral carrier: some TextMap) -> SpanContext? {
        guard let traceID = carrier.first(traceID), let spanID = carrier.first(spanID) else {
            return nil
        }
        let isDebug = carrier.first(flags) == "1"
        let sampled = isDebug ? "d" : carrier.first(sampled)
        return context(traceID: traceID, spanID: spanID, sampled: sampled)
    }

    private static func context(
        traceID: String,
        spanID: String,
        sampled: String?
    ) -> SpanContext? {
        let padding = traceID.utf8.count == 16 ? "0000000000000000" : ""
        guard let trace = TraceID(hexadecimal: padding + traceID),
            let span = SpanID(hexadecimal: spanID), let flags = flags(sampled)
        else { return nil }
        let context = SpanContext(traceID: trace, spanID: span, flags: flags, isRemote: true)
        return context.isValid ? context : nil
    }

    /// `nil` for a state that does not exist. Without any, the trace counts as not sampled.
    private static func flags(_ sampled: String?) -> SpanContext.Flags? {
        switch sampled {
        case "d": [.sampled, .debug]
        case "1", "true": .sampled
        case nil, "0", "false": []
        default: nil
        }
    }
}
