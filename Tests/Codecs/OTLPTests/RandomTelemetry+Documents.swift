import Clocks
import JSON
import OTLP
import TestKit
import TraceContext

extension RandomTelemetry {
    /// Writes resources, scopes and records; those without records are not expected.
    mutating func traces(_ encoder: inout TraceEncoder) -> Expected {
        var resources: [JSONValue] = []
        for _ in 0..<number(1...3) {
            let (attributes, schema) = (attributes(), text())
            encoder.resource(schemaURL: schema) { $0.add(attributes) }
            var scopes: [JSONValue] = []
            for _ in 0..<number(0...3) {
                let scope = Scope(&self)
                encoder.scope(scope.name, version: scope.version, schemaURL: scope.schema) {
                    $0.add(scope.attributes)
                }
                let spans = (0..<number(0...4)).map { _ in span(&encoder) }
                scopes += scope.expected("spans", spans)
            }
            resources += frame("resource", attributes, schema, "scopeSpans", scopes)
        }
        return .object([("resourceSpans", .array(resources))])
    }

    mutating func logs(_ encoder: inout LogEncoder) -> Expected {
        var resources: [JSONValue] = []
        for _ in 0..<number(1...3) {
            let (attributes, schema) = (attributes(), text())
            encoder.resource(schemaURL: schema) { $0.add(attributes) }
            var scopes: [JSONValue] = []
            for _ in 0..<number(0...3) {
                let scope = Scope(&self)
                encoder.scope(scope.name, version: scope.version, schemaURL: scope.schema) {
                    $0.add(scope.attributes)
                }
                let records = (0..<number(0...4)).map { _ in record(&encoder) }
                scopes += scope.expected("logRecords", records)
            }
            resources += frame("resource", attributes, schema, "scopeLogs", scopes)
        }
        return .object([("resourceLogs", .array(resources))])
    }

    private struct Scope {
        let name: String
        let version: String
        let schema: String
        let attributes: [(String, Value)]

        init(_ telemetry: inout RandomTelemetry) {
            name = telemetry.text()
            version = telemetry.text()
            schema = telemetry.text()
            attributes = telemetry.attributes()
        }

        func expected(_ records: String, _ list: [JSONValue]) -> [JSONValue] {
            if list.isEmpty { return [] }
            let scope: JSONValue = .object([
                ("name", .string(name)), ("version", .string(version)),
                ("attributes", .pairs(attributes)),
            ])
            return [
                .object([("scope", scope), ("schemaUrl", .string(schema)), (records, .array(list))])
            ]
        }
    }

    private func frame(
        _ name: String,
        _ attributes: [(String, Value)],
        _ schema: String,
        _ scopes: String,
        _ list: [JSONValue]
    ) -> [JSONValue] {
        if list.isEmpty { return [] }
        return [
            .object([
                (name, .object([("attributes", .pairs(attributes))])),
                ("schemaUrl", .string(schema)), (scopes, .array(list)),
            ])
        ]
    }

    /// The flags of W3C, that remoteness is known, and whether the other side is remote.
    private func flags(_ context: SpanContext, remote: Bool) -> JSONValue {
        .integer(Int64(context.flags.rawValue & 3) + 256 + (remote ? 512 : 0))
    }

    private mutating func span(_ encoder: inout TraceEncoder) -> JSONValue {
        let (context, parent) = (context(), chance(3) ? nil : self.context())
        let (name, kind, start, end) = (text(), number(1...5), instant(), instant())
        let dropped = TraceEncoder.Dropped(attributes: count(), events: count(), links: count())
        let attributes = attributes()
        let events = (0..<number(0...3)).map { _ in
            (text(), instant(), count(), self.attributes())
        }
        let links = (0..<number(0...3)).map { _ in (self.context(), count(), self.attributes()) }
        let statuses: [(TraceEncoder.Status, JSONValue?)] = [
            (.unset, nil), (.ok, .object([("code", .integer(1))])),
            (.error("no"), .object([("message", .string("no")), ("code", .integer(2))])),
            (.error(""), .object([("code", .integer(2))])),
        ]
        let (status, expectedStatus) = statuses[number(0...3)]
        encoder.span(
            name,
            context: context,
            parent: parent,
            kind: UInt8(kind),
            start: start,
            end: end,
            status: status,
            dropped: dropped,
            attributes: { $0.add(attributes) },
            events: { list in
                for (name, time, dropped, attributes) in events {
                    list.add(name, at: time, droppedAttributes: dropped) { $0.add(attributes) }
                }
            },
            links: { list in
                for (context, dropped, attributes) in links {
                    list.add(context, droppedAttributes: dropped) { $0.add(attributes) }
                }
            }
        )
        var members: [(String, JSONValue)] = [
            ("traceId", .string(context.traceID.description)),
            ("spanId", .string(context.spanID.description)),
            ("traceState", .string(context.traceState.description)),
            ("flags", flags(context, remote: parent?.isRemote ?? false)), ("name", .string(name)),
            ("kind", .integer(Int64(kind))), ("startTimeUnixNano", .time(start)),
            ("endTimeUnixNano", .time(end)), ("attributes", .pairs(attributes)),
            ("droppedAttributesCount", .count(dropped.attributes)),
            ("droppedEventsCount", .count(dropped.events)),
            ("droppedLinksCount", .count(dropped.links)),
        ]
        if let parent { members.append(("parentSpanId", .string(parent.spanID.description))) }
        if let expectedStatus { members.append(("status", expectedStatus)) }
        members.append(
            ("events", .array(events.map { event($0.0, $0.1, dropped: $0.2, $0.3) }))
        )
        members.append(("links", .array(links.map { link($0.0, dropped: $0.1, $0.2) })))
        return .object(members)
    }

    private func event(
        _ name: String,
        _ time: Instant,
        dropped: UInt32,
        _ attributes: [(String, Value)]
    ) -> JSONValue {
        .object([
            ("timeUnixNano", .time(time)), ("name", .string(name)),
            ("attributes", .pairs(attributes)), ("droppedAttributesCount", .count(dropped)),
        ])
    }

    private func link(
        _ context: SpanContext,
        dropped: UInt32,
        _ attributes: [(String, Value)]
    ) -> JSONValue {
        .object([
            ("traceId", .string(context.traceID.description)),
            ("spanId", .string(context.spanID.description)),
            ("traceState", .string(context.traceState.description)),
            ("attributes", .pairs(attributes)), ("droppedAttributesCount", .count(dropped)),
            ("flags", flags(context, remote: context.isRemote)),
        ])
    }

    private mutating func record(_ encoder: inout LogEncoder) -> JSONValue {
        let severities: [LogEncoder.Severity] = [.trace, .debug, .info, .warn, .error, .fatal]
        let severity = severities.randomElement(using: &random) ?? .info
        let (body, level, event, dropped) = (text(), text(), text(), count())
        let (time, observed, attributes) = (instant(), instant(), attributes())
        let span = chance(2) ? context() : nil
        encoder.record(
            body,
            severity: severity,
            severityText: level,
            time: time,
            observed: observed,
            span: span,
            eventName: event,
            droppedAttributes: dropped
        ) { $0.add(attributes) }
        var members: [(String, JSONValue)] = [
            ("timeUnixNano", .time(time)), ("observedTimeUnixNano", .time(observed)),
            ("severityNumber", .integer(Int64(severity.rawValue))),
            ("severityText", .string(level)), ("body", Value.string(body).expected),
            ("attributes", .pairs(attributes)), ("droppedAttributesCount", .count(dropped)),
            ("eventName", .string(event)),
        ]
        if let span {
            members += [
                ("flags", .integer(Int64(span.flags.rawValue & 3))),
                ("traceId", .string(span.traceID.description)),
                ("spanId", .string(span.spanID.description)),
            ]
        }
        return .object(members)
    }
}
