internal import TraceContext

/// Samples a share of all traces, decided by the trace id alone.
///
/// Whatever a lower ratio samples, a higher one does too.
public struct TraceIDRatioSampler: Sampler {
    private let threshold: SamplingThreshold?
    private let ratio: Double

    /// A ratio outside 0...1 counts as the nearest inside.
    public init(ratio: Double) {
        self.ratio = ratio.isNaN ? 0 : min(max(ratio, 0), 1)
        threshold = SamplingThreshold(probability: self.ratio, precision: 14)
    }

    public var description: String { "TraceIdRatioBased{\(ratio.withSixDecimals)}" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        let randomness = span.traceID.low & (SamplingThreshold.end - 1)
        let isKept = threshold?.keeps(randomness) ?? false
        return SamplingResult(
            isKept ? .recordAndSample : .drop,
            traceState: span.parent?.traceState ?? TraceState()
        )
    }
}

/// Samples a share of all traces, says which in the trace state, and agrees with all others that do.
public struct ProbabilitySampler: Sampler {
    private let threshold: SamplingThreshold?
    private let probability: Double

    /// A probability outside 0...1 counts as the nearest inside.
    public init(probability: Double) {
        self.probability = probability.isNaN ? 0 : min(max(probability, 0), 1)
        threshold = SamplingThreshold(probability: self.probability)
    }

    public var description: String { "ProbabilitySampler{\(probability.withSixDecimals)}" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        let traceState = span.parent?.traceState ?? TraceState()
        var state = OpenTelemetryState(traceState)
        let isKept = threshold?.keeps(state.randomness(of: span.traceID)) ?? false
        let hadThreshold = state.threshold != nil
        state.threshold = isKept ? threshold : nil
        return SamplingResult(
            isKept ? .recordAndSample : .drop,
            traceState: isKept || hadThreshold ? state.update(traceState) : traceState
        )
    }
}

extension Double {
    /// As C's `%f` writes a number from 0 to 1.
    fileprivate var withSixDecimals: String {
        let millionths = String(UInt64((self * 1_000_000).rounded()))
        let padded = String(repeating: "0", count: max(0, 7 - millionths.utf8.count)) + millionths
        return "\(padded.dropLast(6)).\(padded.suffix(6))"
    }
}
