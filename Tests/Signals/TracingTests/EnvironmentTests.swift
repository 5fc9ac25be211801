import Testing

@testable import Tracing

struct EnvironmentTests {
    private func read(_ variables: [String: String]) -> (TracingEnvironment, [TracingProblem]) {
        let problems = Problems()
        let environment = TracingEnvironment(variables, report: problems.report)
        return (environment, problems.list)
    }

    private func refused(_ variables: [String: String]) -> [String] {
        read(variables).1.map { problem in
            if case .badVariable(let name, _) = problem { name } else { "\(problem)" }
        }
    }

    @Test func `without variables everything is as OpenTelemetry asks`() {
        let (environment, problems) = read([:])
        #expect(problems == [])
        #expect(environment.options.isEnabled)
        #expect(environment.options.sampler.description == ParentBasedSampler().description)
        #expect(environment.options.limits == SpanLimits())
        #expect(environment.batch == BatchSpanProcessor.Options())
        #expect(environment.propagator.fields == ["traceparent", "tracestate", "baggage"])
    }

    @Test(arguments: [("true", false), ("TRUE", false), ("false", true), ("", true), ("1", true)])
    func `OTEL_SDK_DISABLED: only true switches off, and never the propagators`(
        value: String,
        isEnabled: Bool
    ) {
        let (environment, problems) = read(["OTEL_SDK_DISABLED": value])
        #expect(environment.options.isEnabled == isEnabled)
        #expect(environment.propagator.fields.count == 3)
        #expect(problems.isEmpty == (value != "1"))
    }

    @Test func `OTEL_SERVICE_NAME beats OTEL_RESOURCE_ATTRIBUTES`() {
        let (environment, _) = read([
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,team=a%20b, x = y=z ",
            "OTEL_SERVICE_NAME": "tocsin",
        ])
        let attributes = environment.options.resource.attributes
        #expect(attributes["service.name"] == "tocsin")
        #expect(attributes["team"] == "a b")
        #expect(attributes["x"] == "y=z")
        #expect(attributes["telemetry.sdk.language"] == "swift")
    }

    @Test(arguments: ["a=1,b", "=1", "a=%zz", "a=%2", "a=1,=2"])
    func `OTEL_RESOURCE_ATTRIBUTES: one mistake discards the whole value and is reported`(
        value: String
    ) {
        let (environment, problems) = read(["OTEL_RESOURCE_ATTRIBUTES": value])
        #expect(environment.options.resource == .standard)
        #expect(problems.count == 1)
    }

    @Test(arguments: [
        ("tracecontext", ["traceparent", "tracestate"]), ("baggage", ["baggage"]), ("b3", ["b3"]),
        ("B3 , tracecontext,b3", ["b3", "traceparent", "tracestate"]), ("none", []),
        ("", ["traceparent", "tracestate", "baggage"]), ("none,b3", []),
    ])
    func `OTEL_PROPAGATORS: a list without repetitions`(value: String, fields: [String]) {
        #expect(read(["OTEL_PROPAGATORS": value]).0.propagator.fields == fields)
    }

    @Test func `OTEL_PROPAGATORS: b3multi writes several headers, unknown names are reported`() {
        #expect(read(["OTEL_PROPAGATORS": "b3multi"]).0.propagator.fields.count == 4)
        for name in ["jaeger", "xray", "ottrace", "nonsense"] {
            #expect(refused(["OTEL_PROPAGATORS": "b3,\(name)"]) == ["OTEL_PROPAGATORS"])
            #expect(read(["OTEL_PROPAGATORS": "b3,\(name)"]).0.propagator.fields == ["b3"])
        }
    }

    @Test(arguments: [
        ("always_on", "AlwaysOnSampler"), ("always_off", "AlwaysOffSampler"),
        ("traceidratio", "TraceIdRatioBased{0.250000}"),
        ("parentbased_always_on", "ParentBased{root:AlwaysOnSampler,"),
        ("parentbased_always_off", "ParentBased{root:AlwaysOffSampler,"),
        ("Parentbased_TraceIDRatio", "ParentBased{root:TraceIdRatioBased{0.250000},"),
    ])
    func `OTEL_TRACES_SAMPLER: every sampler, with its ratio`(name: String, description: String) {
        let (environment, problems) = read([
            "OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": "0.25",
        ])
        #expect(environment.options.sampler.description.hasPrefix(description))
        #expect(problems == [])
    }

    @Test(arguments: ["jaeger_remote", "parentbased_jaeger_remote", "xray", "nonsense"])
    func `OTEL_TRACES_SAMPLER: what there is not is reported, and the default stays`(name: String) {
        let (environment, _) = read(["OTEL_TRACES_SAMPLER": name])
        #expect(environment.options.sampler.description == ParentBasedSampler().description)
        #expect(refused(["OTEL_TRACES_SAMPLER": name]) == ["OTEL_TRACES_SAMPLER"])
    }

    @Test(arguments: ["-0.1", "1.1", "nan", "inf", "half", "0x1"])
    func `OTEL_TRACES_SAMPLER_ARG: a bad ratio counts as none, which is 1`(ratio: String) {
        let variables = ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": ratio]
        let expected = ratio == "0x1" ? [] : ["OTEL_TRACES_SAMPLER_ARG"]
        #expect(refused(variables) == expected)
        #expect(read(variables).0.options.sampler.description == "TraceIdRatioBased{1.000000}")
    }

    @Test func `OTEL_BSP_SCHEDULE_DELAY, OTEL_BSP_EXPORT_TIMEOUT: in milliseconds`() {
        let batch = read(["OTEL_BSP_SCHEDULE_DELAY": "10", "OTEL_BSP_EXPORT_TIMEOUT": " 20 "]).0
            .batch
        #expect(batch.scheduleDelay == .milliseconds(10))
        #expect(batch.exportTimeout == .milliseconds(20))
    }

    @Test
    func
        `OTEL_BSP_MAX_QUEUE_SIZE, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: a batch is no larger than the queue`()
    {
        let batch = read([
            "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "50",
        ]).0.batch
        #expect(batch.maxQueueSize == 100)
        #expect(batch.maxExportBatchSize == 50)
        #expect(read(["OTEL_BSP_MAX_QUEUE_SIZE": "100"]).0.batch.maxExportBatchSize == 100)
    }

    @Test(arguments: [
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    ])
    func `OTEL_BSP and limits: a bad number is reported and ignored`(name: String) {
        for bad in ["-1", "1.5", "many", "99999999999999999999", "2000000000"] {
            #expect(refused([name: bad]) == [name])
        }
        let (environment, _) = read([name: "-1"])
        #expect(environment.batch == BatchSpanProcessor.Options())
        #expect(environment.options.limits == SpanLimits())
    }

    @Test func `OTEL_ATTRIBUTE_COUNT_LIMIT, OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: for everything`() {
        let limits = read([
            "OTEL_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "6",
        ]).0.options.limits
        let counts = [limits.attributes, limits.attributesPerEvent, limits.attributesPerLink]
        #expect(counts == [5, 5, 5])
        #expect(limits.valueLength == 6)
    }

    @Test
    func
        `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT, OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: for spans, first`()
    {
        let limits = read([
            "OTEL_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "6",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "7", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "8",
        ]).0.options.limits
        #expect((limits.attributes, limits.attributesPerEvent, limits.valueLength) == (7, 5, 8))
    }

    @Test
    func
        `OTEL_SPAN_EVENT_COUNT_LIMIT, OTEL_SPAN_LINK_COUNT_LIMIT, OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT, OTEL_LINK_ATTRIBUTE_COUNT_LIMIT`()
    {
        let limits = read([
            "OTEL_SPAN_EVENT_COUNT_LIMIT": "1", "OTEL_SPAN_LINK_COUNT_LIMIT": "2",
            "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "3", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "0",
        ]).0.options.limits
        #expect((limits.events, limits.links) == (1, 2))
        #expect((limits.attributesPerEvent, limits.attributesPerLink) == (3, 0))
    }

    @Test(arguments: [("logs", false), ("logs/dup", true), ("", true), ("nonsense", true)])
    func `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: exceptions leave spans when they go to logs`(
        value: String,
        recordsEvents: Bool
    ) {
        var (environment, problems) = read(["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN": value])
        #expect(problems.count == (value == "nonsense" ? 1 : 0))
        let collector = SpanCollector()
        environment.options.processors = [collector]
        let tracer = TracerProvider(environment.options).tracer("test")
        _ = try? tracer.withSpan("work") { _ in throw Failure() }
        #expect(collector.spans.map(\.events.count) == [recordsEvents ? 1 : 0])
        #expect(collector.spans.map(\.status.isError) == [true])
    }

    @Test func `a variable that is empty or blank is as good as none`() {
        let names = [
            "OTEL_SDK_DISABLED", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME",
            "OTEL_PROPAGATORS", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
            "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_SPAN_LINK_COUNT_LIMIT",
        ]
        #expect(refused(Dictionary(uniqueKeysWithValues: names.map { ($0, "") })) == [])
    }
}
