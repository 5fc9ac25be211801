import Glibc

/// Each takes any bytes at all; a trap, a hang or a failed precondition is a find.
private let fuzzers: [String: @Sendable ([UInt8]) -> Void] = [
    "accept": fuzzAccept,
    "http": fuzzHTTP,
    "json": fuzzJSON,
    "openmetrics": fuzzOpenMetrics,
    "otel-environment": fuzzEnvironment,
    "otlp-replies": fuzzOTLPReplies,
    "pattern": fuzzPattern,
    "propagation": fuzzPropagation,
    "protobuf-exposition": fuzzProtobufExposition,
    "textcoding": fuzzTextCoding,
    "textformat": fuzzTextFormat,
    "time": fuzzTime,
    "varint": fuzzVarint,
    "wire": fuzzWire,
    "yaml": fuzzYAML,
]

/// The one that runs in this process; set once, before libFuzzer starts.
nonisolated(unsafe) private var chosen: @Sendable ([UInt8]) -> Void = { _ in }

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ fuzzer: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

func runFuzzer(named name: String) -> Never {
    guard let fuzzer = fuzzers[name] else {
        print("usage: fuzz \(fuzzers.keys.sorted().joined(separator: "|")) [libFuzzer options]")
        exit(2)
    }
    unsafe chosen = fuzzer
    var count = CommandLine.argc - 1
    var arguments = unsafe CommandLine.unsafeArgv + 1
    let status = unsafe runDriver(&count, &arguments) { start, count in
        unsafe chosen(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
    exit(status)
}
