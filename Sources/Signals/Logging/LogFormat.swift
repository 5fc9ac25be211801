import Bytes
import Clocks
import JSON
import TraceContext

/// How a line is spelt.
public enum LogFormat: String, CaseIterable, Sendable {
    /// `ts=2026-11-21T05:25:36.123Z level=info component=http msg=listening port=9464`
    case logfmt
    /// One JSON object a line with the same names.
    case json

    func append(_ record: LogRecord, to buffer: inout ByteBuffer) {
        let time = record.time.rfc3339()
        switch self {
        case .logfmt: appendLogfmt(record, time: time, to: &buffer)
        case .json: appendJSON(record, time: time, to: &buffer)
        }
        buffer.append(0x0A)
    }

    private func appendLogfmt(_ record: LogRecord, time: String, to buffer: inout ByteBuffer) {
        buffer.append(literal: "ts=")
        buffer.append(time)
        buffer.append(literal: " level=")
        buffer.append(record.level.rawValue)
        buffer.append(literal: " component=")
        buffer.append(logfmt: record.component)
        buffer.append(literal: " msg=")
        buffer.append(logfmt: record.message)
        for (name, value) in record.fields {
            buffer.append(0x20)
            buffer.append(logfmtKey(name))
            buffer.append(0x3D)
            switch value {
            case .text(let text): buffer.append(logfmt: text)
            case .integer(let integer): buffer.append(decimal: integer)
            case .number(let number): buffer.append(double: number)
            case .flag(let flag): buffer.append(flag ? "true" : "false")
            }
        }
        if let span = record.span {
            buffer.append(literal: " trace_id=")
            buffer.append(span.traceID.description)
            buffer.append(literal: " span_id=")
            buffer.append(span.spanID.description)
        }
    }

    private func appendJSON(_ record: LogRecord, time: String, to buffer: inout ByteBuffer) {
        var line = JSONWriter()
        line.beginObject()
        line.member("ts", time)
        line.member("level", record.level.rawValue)
        line.member("component", record.component)
        line.member("msg", record.message)
        for (name, value) in record.fields {
            switch value {
            case .text(let text): line.member(name, text)
            case .integer(let integer): line.member(name, integer)
            case .number(let number): line.member(name, number)
            case .flag(let flag): line.member(name, flag)
            }
        }
        if let span = record.span {
            line.member("trace_id", span.traceID.description)
            line.member("span_id", span.spanID.description)
        }
        line.endObject()
        buffer.append(line.finish())
    }
}

/// A key with the bytes that would break a line replaced.
private func logfmtKey(_ name: String) -> String {
    String(name.map { $0 == "=" || $0 == "\"" || $0.isWhitespace || $0.isNewline ? "_" : $0 })
}

extension ByteBuffer {
    /// Appends text as it is where that is unambiguous, else quoted with control characters
    /// escaped, so that no value can start a line or a field of its own.
    fileprivate mutating func append(logfmt text: String) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
        if isPlain, !text.isEmpty {
            append(text)
        } else {
            append(jsonString: text)
        }
    }
}
