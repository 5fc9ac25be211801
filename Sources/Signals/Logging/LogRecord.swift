public import Clocks
public import TraceContext

/// One line of the log before it is written.
public struct LogRecord: Sendable {
    public var time: Instant
    public var level: LogLevel
    public var component: String
    public var message: String
    public var fields: [(name: String, value: LogValue)]
    /// The span the line was written in, sampled or not.
    public var span: SpanContext?

    public init(
        time: Instant,
        level: LogLevel,
        component: String,
        message: String,
        fields: [(name: String, value: LogValue)] = [],
        span: SpanContext? = nil
    ) {
        self.time = time
        self.level = level
        self.component = component
        self.message = message
        self.fields = fields
        self.span = span
    }
}
