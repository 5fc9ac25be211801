internal import CLinux
public import TraceContext

/// Makes the ids of new traces and spans; called from any thread.
public protocol IDGenerator: Sendable {
    func traceID() -> TraceID
    func spanID() -> SpanID
    /// The low seven bytes of every trace id are random, as level 2 of W3C Trace Context asks.
    var isRandom: Bool { get }
}

/// Random ids, from a generator of each thread that is seeded anew after a fork.
public struct RandomIDs: IDGenerator {
    public init() {}

    public var isRandom: Bool { true }

    public func traceID() -> TraceID { Self.traceID() }

    public func spanID() -> SpanID { Self.spanID() }

    @inline(__always)
    static func traceID() -> TraceID { TraceID(high: nonZero(), low: nonZero()) }

    @inline(__always)
    static func spanID() -> SpanID { SpanID(value: nonZero()) }

    @inline(__always)
    private static func nonZero() -> UInt64 {
        let bits = tocsin_quick_random()
        return bits == 0 ? 1 : bits
    }
}
