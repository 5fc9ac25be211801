import Bytes
public import Clocks
import Glibc
import Synchronization
import TraceContext

/// Where lines go: one level, one format, one output, shared by all loggers made from it.
///
/// A line is formatted on the caller's thread and written with one call, so that lines of several
/// threads never mix. Repeats are limited, and counted.
public final class LogStream: Sendable {
    private let state: Mutex<State>
    private let output: @Sendable ([UInt8]) -> Void
    private let time: @Sendable () -> (now: Instant, uptime: Duration)

    private struct State {
        var level: LogLevel
        var format: LogFormat
        var limiter = RepeatLimiter()
    }

    /// A stream that stamps lines with `time`, which is the time of day and a clock that never goes
    /// back, and hands whole lines, each ending in a line feed, to `output`.
    public init(
        level: LogLevel = .info,
        format: LogFormat = .logfmt,
        time: @escaping @Sendable () -> (now: Instant, uptime: Duration),
        output: @escaping @Sendable ([UInt8]) -> Void = LogStream.standardError
    ) {
        state = Mutex(State(level: level, format: format))
        self.output = output
        self.time = time
    }

    /// A logger that writes here in the name of `component`.
    public func logger(_ component: String) -> Logger { Logger(component: component, stream: self) }

    /// Changes what is written from now on.
    public func set(level: LogLevel, format: LogFormat) {
        state.withLock {
            $0.level = level
            $0.format = format
        }
    }

    /// Whether a line of this level would be written.
    public func writes(_ level: LogLevel) -> Bool { state.withLock { level >= $0.level } }

    /// Writes how many lines were left out of the kinds whose window is over, or of all kinds.
    public func reportSuppressed(all: Bool = false) {
        let (now, uptime) = time()
        let (format, drained) = state.withLock {
            ($0.format, $0.limiter.drain(at: uptime, all: all))
        }
        for (kind, suppressed) in drained {
            let record = LogRecord(
                time: now,
                level: kind.level,
                component: kind.component,
                message: kind.message,
                fields: [(name: "suppressed", value: LogValue(suppressed))]
            )
            emit(record, as: format)
        }
    }

    func write(
        _ level: LogLevel,
        component: String,
        message: String,
        fields: [(name: String, value: LogValue)]
    ) {
        let (now, uptime) = time()
        let kind = RepeatLimiter.Kind(level: level, component: component, message: message)
        let (format, verdict) = state.withLock { state -> (LogFormat, RepeatLimiter.Verdict) in
            guard level >= state.level else { return (state.format, .suppress) }
            return (state.format, state.limiter.judge(kind, at: uptime))
        }
        guard case .write(let suppressed) = verdict else { return }
        var record = LogRecord(
            time: now,
            level: level,
            component: component,
            message: message,
            fields: fields,
            span: ActiveSpan.current
        )
        if suppressed > 0 {
            record.fields.append((name: "suppressed", value: LogValue(suppressed)))
        }
        emit(record, as: format)
    }

    private func emit(_ record: LogRecord, as format: LogFormat) {
        var line = ByteBuffer(capacity: 512)
        format.append(record, to: &line)
        output(line.array)
    }

    /// Writes to file descriptor 2; what the kernel does not take is lost, never waited for.
    public static let standardError: @Sendable ([UInt8]) -> Void = { line in
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
