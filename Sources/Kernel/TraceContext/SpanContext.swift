/// What identifies a span across processes: its ids and the W3C trace flags.
public struct SpanContext: Hashable, Sendable {
    public let traceID: TraceID
    public let spanID: SpanID
    public let flags: Flags

    /// The trace flags of W3C Trace Context, level 2.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Whoever started the trace records it.
        public static let sampled = Flags(rawValue: 0x01)
        /// The low seven bytes of the trace id are random.
        public static let random = Flags(rawValue: 0x02)
    }

    public init(traceID: TraceID, spanID: SpanID, flags: Flags = []) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    public var isValid: Bool { traceID.isValid && spanID.isValid }
    public var isSampled: Bool { flags.contains(.sampled) }
}
