internal import Synchronization

/// Counts the spans of a provider, as `otel.sdk.span.started` and `otel.sdk.span.live` want it.
struct SpanCounts: ~Copyable, Sendable {
    /// By decision and origin of the parent.
    private let started: InlineArray<9, Atomic<UInt64>>
    /// Recorded spans that are over, by decision.
    private let over: InlineArray<3, Atomic<UInt64>>
    private let abandoned = Atomic<UInt64>(0)

    enum Origin: Int, CaseIterable {
        case none
        case local
        case remote
    }

    init() {
        started = InlineArray { _ in Atomic(0) }
        over = InlineArray { _ in Atomic(0) }
    }

    @inline(__always)
    func start(_ decision: SamplingResult.Decision, under parent: ParentKind) {
        let origin =
            switch parent {
            case .none: Origin.none
            case .localNotSampled, .localSampled: Origin.local
            case .remoteNotSampled, .remoteSampled: Origin.remote
            }
        started[decision.rawValue * 3 + origin.rawValue].add(1, ordering: .relaxed)
    }

    @inline(__always)
    func end(isSampled: Bool) {
        let decision: SamplingResult.Decision = isSampled ? .recordAndSample : .recordOnly
        over[decision.rawValue].add(1, ordering: .relaxed)
    }

    /// A span went away without `end()`.
    func abandon(isSampled: Bool) {
        abandoned.add(1, ordering: .relaxed)
        end(isSampled: isSampled)
    }

    func started(_ decision: SamplingResult.Decision, _ origin: Origin) -> UInt64 {
        started[decision.rawValue * 3 + origin.rawValue].load(ordering: .relaxed)
    }

    func live(_ decision: SamplingResult.Decision) -> UInt64 {
        // Read the ends first, so that a span between the two reads does not count below zero.
        let over = over[decision.rawValue].load(ordering: .relaxed)
        let started = Origin.allCases.reduce(0) { $0 &+ self.started(decision, $1) }
        return started > over ? started - over : 0
    }

    var everAbandoned: UInt64 { abandoned.load(ordering: .relaxed) }
}

extension SamplingResult.Decision {
    /// As the semantic conventions call it.
    var name: String {
        switch self {
        case .drop: "DROP"
        case .recordOnly: "RECORD_ONLY"
        case .recordAndSample: "RECORD_AND_SAMPLE"
        }
    }
}
