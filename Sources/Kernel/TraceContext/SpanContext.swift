/// What identifies a span across processes: its ids, the W3C trace flags and the trace state.
public struct SpanContext: Hashable, Sendable {
    public let traceID: TraceID
    public let spanID: SpanID
    /// What tracing systems on the way have added; empty for most traces.
    public let traceState: TraceState
    public let flags: Flags
    /// The span belongs to another process: the context came in with a header.
    public let isRemote: Bool

    /// The trace flags of W3C Trace Context, level 2.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        // Computed, for a stored static is initialized lazily, which every span would pay for.

        /// Whoever started the trace records it.
        @inlinable public static var sampled: Flags { Flags(rawValue: 0x01) }
        /// The low seven bytes of the trace id are random.
        @inlinable public static var random: Flags { Flags(rawValue: 0x02) }
        /// B3's wish that everybody records this trace; no W3C header carries it.
        @inlinable public static var debug: Flags { Flags(rawValue: 0x80) }

        /// Those that W3C defines; all others are sent as zero.
        static var w3c: Flags { [.sampled, .random] }
    }

    @inlinable
    public init(
        traceID: TraceID,
        spanID: SpanID,
        flags: Flags = [],
        traceState: TraceState = TraceState(),
        isRemote: Bool = false
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.traceState = traceState
        self.flags = flags
        self.isRemote = isRemote
    }

    @inlinable public var isValid: Bool { traceID.isValid && spanID.isValid }
    @inlinable public var isSampled: Bool { flags.contains(.sampled) }
}
