/// What the variables `OTEL_*` say about tracing.
///
/// An empty variable is as good as none. A value that is not understood is reported and ignored.
public struct TracingEnvironment: Sendable {
    /// Sampler, limits, and whether tracing is on; the resource and processors are the caller's.
    public var options = TracingOptions()
    public var batch = BatchSpanProcessor.Options()
    /// Context is passed on even where tracing is off.
    public var propagator = CompositePropagator.standard

    public init(
        _ variables: [String: String] = EnvironmentCarrier.current.variables,
        report: @escaping TracingProblem.Report = TracingProblem.printed
    ) {
        let reader = VariableReader(variables, report: report)
        options.report = report
        options.isEnabled = !reader.bool("OTEL_SDK_DISABLED")
        options.resource = .detected(by: [ServiceDetector(variables)], report: report)
        options.recordsExceptionEvents =
            reader.choice(
                "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN",
                of: ["logs": false, "logs/dup": true]
            ) ?? true
        options.limits = SpanLimits(reader)
        options.sampler = Self.sampler(reader)
        batch = BatchSpanProcessor.Options(reader)
        propagator = Self.propagator(reader)
    }

    private static func sampler(_ reader: VariableReader) -> any Sampler {
        func ratio() -> TraceIDRatioSampler {
            TraceIDRatioSampler(ratio: reader.ratio("OTEL_TRACES_SAMPLER_ARG") ?? 1)
        }
        let samplers: [String: () -> any Sampler] = [
            "always_on": { AlwaysOnSampler() },
            "always_off": { AlwaysOffSampler() },
            "traceidratio": { ratio() },
            "parentbased_always_on": { ParentBasedSampler() },
            "parentbased_always_off": { ParentBasedSampler(root: AlwaysOffSampler()) },
            "parentbased_traceidratio": { ParentBasedSampler(root: ratio()) },
        ]
        return reader.choice("OTEL_TRACES_SAMPLER", of: samplers)?() ?? ParentBasedSampler()
    }

    private static func propagator(_ reader: VariableReader) -> CompositePropagator {
        guard let names = reader.list("OTEL_PROPAGATORS") else { return .standard }
        let known: [String: any Propagator] = [
            "tracecontext": TraceContextPropagator(),
            "baggage": BaggagePropagator(),
            "b3": B3Propagator(.single),
            "b3multi": B3Propagator(.multiple),
        ]
        if names.contains("none") { return CompositePropagator([]) }
        var used: Set<String> = []
        var parts: [any Propagator] = []
        for name in names where used.insert(name).inserted {
            if let part = known[name] {
                parts.append(part)
            } else {
                reader.refuse("OTEL_PROPAGATORS", "there is no propagator \(name)")
            }
        }
        return CompositePropagator(parts)
    }
}

extension SpanLimits {
    fileprivate init(_ reader: VariableReader) {
        self.init()
        let common = reader.count("OTEL_ATTRIBUTE_COUNT_LIMIT")
        attributes = reader.count("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? common ?? attributes
        attributesPerEvent = reader.count("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT") ?? common ?? 128
        attributesPerLink = reader.count("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT") ?? common ?? 128
        events = reader.count("OTEL_SPAN_EVENT_COUNT_LIMIT") ?? events
        links = reader.count("OTEL_SPAN_LINK_COUNT_LIMIT") ?? links
        valueLength =
            reader.count("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT")
            ?? reader.count("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT")
    }
}

extension BatchSpanProcessor.Options {
    fileprivate init(_ reader: VariableReader) {
        self.init()
        scheduleDelay = reader.milliseconds("OTEL_BSP_SCHEDULE_DELAY") ?? scheduleDelay
        exportTimeout = reader.milliseconds("OTEL_BSP_EXPORT_TIMEOUT") ?? exportTimeout
        maxQueueSize = reader.size("OTEL_BSP_MAX_QUEUE_SIZE") ?? maxQueueSize
        let batch = reader.size("OTEL_BSP_MAX_EXPORT_BATCH_SIZE") ?? maxExportBatchSize
        maxExportBatchSize = min(batch, maxQueueSize)
    }
}
