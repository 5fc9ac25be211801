internal import Clocks

/// What a tracer provider is made of.
public struct TracingOptions: Sendable {
    public var resource = Resource.standard
    public var sampler: any Sampler = ParentBasedSampler()
    public var limits = SpanLimits()
    public var ids: any IDGenerator = RandomIDs()
    /// They are called in this order.
    public var processors: [any SpanProcessor] = []
    /// `false` makes all spans pass their parent's context on and do nothing else.
    public var isEnabled = true
    /// An error that is recorded becomes an event `exception` of the span.
    public var recordsExceptionEvents = true
    /// Told about what goes wrong; called from any thread, it must be quick.
    public var report: TracingProblem.Report = TracingProblem.printed

    public init() {}
}

/// Something that went wrong in tracing itself, of which the traced program notices nothing.
public enum TracingProblem: Hashable, Sendable {
    /// A span lost something to its limits; told once a span.
    case limitsReached(span: String, DroppedCounts)
    /// Spans were dropped because the queue was full; told once for each time it fills up.
    case queueFull(capacity: Int)
    case exportFailed(spans: Int, reason: String)
    /// A tracer was asked for without a name.
    case unnamedTracer
    /// The value of a variable was not understood, and was ignored.
    case badVariable(name: String, reason: String)
    case detectionFailed(detector: String, reason: String)
    case calledAfterShutdown(String)

    public typealias Report = @Sendable (TracingProblem) -> Void

    /// Prints one line to standard error.
    public static let printed: Report = { problem in
        StandardError.print("tracing: \(problem)")
    }
}

extension TracingProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .limitsReached(let span, let dropped):
            "span \(span) lost \(dropped.attributes) attributes, \(dropped.events) events and "
                + "\(dropped.links) links to its limits"
        case .queueFull(let capacity):
            "the queue of \(capacity) spans is full; new spans are dropped"
        case .exportFailed(let spans, let reason): "\(spans) spans were not exported: \(reason)"
        case .unnamedTracer: "a tracer should have a name"
        case .badVariable(let name, let reason): "\(name) is ignored: \(reason)"
        case .detectionFailed(let detector, let reason):
            "the resource detector \(detector) failed: \(reason)"
        case .calledAfterShutdown(let call): "\(call) was called after shutdown"
        }
    }
}
