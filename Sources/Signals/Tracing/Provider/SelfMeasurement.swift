/// One number that tracing tells about itself, under its name in the semantic conventions.
///
/// The program publishes them through whatever metrics library it uses.
public struct SelfMeasurement: Hashable, Sendable {
    public var name: String
    public var unit: String
    public var value: Value
    public var attributes: Attributes

    public enum Value: Hashable, Sendable {
        /// Only grows.
        case counter(UInt64)
        /// Goes up and down.
        case level(Int64)
        /// `counts` has one more than `bounds`: the last counts what is above all.
        case histogram(count: UInt64, sum: Double, bounds: [Double], counts: [UInt64])
    }

    public init(_ name: String, unit: String, _ value: Value, _ attributes: Attributes = [:]) {
        self.name = name
        self.unit = unit
        self.value = value
        self.attributes = attributes
    }
}

/// The names of the semantic conventions for SDKs, v1.44.
enum SelfMetric {
    static let spanStarted = "otel.sdk.span.started"
    static let spanLive = "otel.sdk.span.live"
    static let queueSize = "otel.sdk.processor.span.queue.size"
    static let queueCapacity = "otel.sdk.processor.span.queue.capacity"
    static let processed = "otel.sdk.processor.span.processed"
    static let inflight = "otel.sdk.exporter.span.inflight"
    static let exported = "otel.sdk.exporter.span.exported"
    static let exportDuration = "otel.sdk.exporter.operation.duration"
    /// Not in the conventions: spans that went away without having ended.
    static let spanAbandoned = "tocsin.sdk.span.abandoned"
    /// Not in the conventions: what became of spans that waited for their trace to end.
    static let tailSpans = "tocsin.sdk.processor.span.tail"
}

extension SpanCounts {
    var measurements: [SelfMeasurement] {
        var all: [SelfMeasurement] = []
        for decision in SamplingResult.Decision.allCases {
            let result: Attributes = ["otel.span.sampling_result": .string(decision.name)]
            for origin in Origin.allCases {
                var attributes = result
                attributes["otel.span.parent.origin"] = .string("\(origin)")
                let count = started(decision, origin)
                all.append(
                    SelfMeasurement(
                        SelfMetric.spanStarted,
                        unit: "{span}",
                        .counter(count),
                        attributes
                    )
                )
            }
            if decision == .drop { continue }
            let live = Int64(clamping: live(decision))
            all.append(
                SelfMeasurement(SelfMetric.spanLive, unit: "{span}", .level(live), result)
            )
        }
        all.append(
            SelfMeasurement(SelfMetric.spanAbandoned, unit: "{span}", .counter(everAbandoned))
        )
        return all
    }
}
