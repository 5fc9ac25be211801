/// Writes structured lines in the name of one component.
///
///     let log = stream.logger("http")
///     log.info("listening", ["address": "127.0.0.1:9464"])
public struct Logger: Sendable {
    public let component: String
    private let stream: LogStream

    init(component: String, stream: LogStream) {
        self.component = component
        self.stream = stream
    }

    public func debug(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.debug, message, fields)
    }

    public func info(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.info, message, fields)
    }

    public func warn(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.warn, message, fields)
    }

    public func error(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.error, message, fields)
    }

    public func log(
        _ level: LogLevel,
        _ message: String,
        _ fields: KeyValuePairs<String, LogValue> = [:]
    ) {
        stream.write(
            level,
            component: component,
            message: message,
            fields: fields.map { (name: $0.key, value: $0.value) }
        )
    }
}
