import Tracing

/// Values of variables, one a line; the first byte of a line says which variable it is.
func fuzzEnvironment(_ bytes: [UInt8]) {
    let names = [
        "OTEL_SDK_DISABLED", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "OTEL_PROPAGATORS",
        "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_BSP_SCHEDULE_DELAY",
        "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN",
    ]
    var variables: [String: String] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        guard let first = line.first else { continue }
        variables[names[Int(first) % names.count]] =
            String(decoding: line.dropFirst(), as: UTF8.self)
    }
    let environment = TracingEnvironment(variables) { problem in
        precondition(!problem.description.isEmpty)
    }
    let batch = environment.batch
    precondition(batch.maxExportBatchSize >= 1 && batch.maxExportBatchSize <= batch.maxQueueSize)
    var options = environment.options
    options.processors = [SpanCollector()]
    TracerProvider(options).tracer("fuzz").withSpan("work") { span in
        for (name, value) in variables { span.setAttribute("\(name)", .string(value)) }
    }
}
