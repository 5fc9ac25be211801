internal import TraceContext

/// What a composable sampler would do, before the one decision is taken.
public struct SamplingIntent: Sendable {
    /// The trace is kept where its random number is not below; `nil` keeps nothing.
    public var threshold: SamplingThreshold?
    /// The threshold says how likely the trace was kept, so that it may be told to others.
    public var isReliable: Bool
    /// Added to a span that is kept.
    public var attributes: Attributes

    public init(
        _ threshold: SamplingThreshold?,
        isReliable: Bool = true,
        attributes: Attributes = Attributes()
    ) {
        self.threshold = threshold
        self.isReliable = isReliable
        self.attributes = attributes
    }
}

/// A sampler that says what it would do, so that others can build on it.
public protocol ComposableSampler: Sendable, CustomStringConvertible {
    func intent(_ span: SamplingRequest) -> SamplingIntent
}

/// Takes the one decision of a tree of composable samplers, and tells its threshold to others.
public struct CompositeSampler: Sampler {
    private let base: any ComposableSampler

    public init(_ base: any ComposableSampler) { self.base = base }

    public var description: String { "CompositeSampler{\(base)}" }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        let intent = base.intent(span)
        let traceState = span.parent?.traceState ?? TraceState()
        var state = OpenTelemetryState(traceState)
        let isKept = intent.threshold?.keeps(state.randomness(of: span.traceID)) ?? false
        let told = isKept && intent.isReliable ? intent.threshold : nil
        let isNews = told != state.threshold
        state.threshold = told
        return SamplingResult(
            isKept ? .recordAndSample : .drop,
            attributes: isKept ? intent.attributes : Attributes(),
            traceState: isNews ? state.update(traceState) : traceState
        )
    }
}

/// Keeps every trace, or none, or a share.
public struct ComposableProbability: ComposableSampler {
    public static let alwaysOn = ComposableProbability(threshold: .always, "ComposableAlwaysOn")
    public static let alwaysOff = ComposableProbability(threshold: nil, "ComposableAlwaysOff")

    private let threshold: SamplingThreshold?
    public let description: String

    private init(threshold: SamplingThreshold?, _ description: String) {
        self.threshold = threshold
        self.description = description
    }

    public init(_ probability: Double) {
        self.init(
            threshold: SamplingThreshold(probability: probability),
            "ComposableProbability{\(probability)}"
        )
    }

    public func intent(_ span: SamplingRequest) -> SamplingIntent {
        SamplingIntent(threshold, isReliable: threshold != nil)
    }
}

/// Keeps what the parent kept, with the parent's threshold, and asks `root` where there is none.
public struct ComposableParentThreshold: ComposableSampler {
    private let root: any ComposableSampler

    public init(root: any ComposableSampler) { self.root = root }

    public var description: String { "ComposableParentThreshold{\(root)}" }

    public func intent(_ span: SamplingRequest) -> SamplingIntent {
        guard let parent = span.parent else { return root.intent(span) }
        if let threshold = OpenTelemetryState(parent.traceState).threshold {
            return SamplingIntent(threshold)
        }
        // How likely the parent was kept is not known, so it is not told.
        return SamplingIntent(parent.isSampled ? .always : nil, isReliable: false)
    }
}

/// Asks the sampler of the first rule that applies; keeps nothing where none does.
public struct ComposableRules: ComposableSampler {
    private let rules: [Rule]

    public struct Rule: Sendable {
        let name: String
        let sampler: any ComposableSampler
        let applies: @Sendable (SamplingRequest) -> Bool

        /// `name` is for people: descriptions and logs.
        public init(
            _ name: String,
            _ sampler: any ComposableSampler,
            where applies: @escaping @Sendable (SamplingRequest) -> Bool
        ) {
            self.name = name
            self.sampler = sampler
            self.applies = applies
        }
    }

    public init(_ rules: [Rule]) { self.rules = rules }

    public var description: String {
        let each = rules.map { "\($0.name):\($0.sampler)" }
        return "ComposableRuleBased{\(each.joined(separator: ","))}"
    }

    public func intent(_ span: SamplingRequest) -> SamplingIntent {
        let rule = rules.first { $0.applies(span) }
        guard let sampler = rule?.sampler else { return SamplingIntent(nil, isReliable: false) }
        return sampler.intent(span)
    }
}

/// Adds attributes to the spans that another sampler keeps.
public struct ComposableAnnotation: ComposableSampler {
    private let added: Attributes
    private let base: any ComposableSampler

    public init(_ added: Attributes, _ base: any ComposableSampler) {
        self.added = added
        self.base = base
    }

    public var description: String { "ComposableAnnotating{\(base)}" }

    public func intent(_ span: SamplingRequest) -> SamplingIntent {
        var intent = base.intent(span)
        intent.attributes.merge(added)
        return intent
    }
}
