public import TraceContext

/// Does as the parent did, and asks `root` where there is none.
public struct ParentBasedSampler: Sampler {
    private let root: any Sampler
    private let remoteSampled: any Sampler
    private let remoteNotSampled: any Sampler
    private let localSampled: any Sampler
    private let localNotSampled: any Sampler

    public init(
        root: any Sampler = AlwaysOnSampler(),
        remoteSampled: any Sampler = AlwaysOnSampler(),
        remoteNotSampled: any Sampler = AlwaysOffSampler(),
        localSampled: any Sampler = AlwaysOnSampler(),
        localNotSampled: any Sampler = AlwaysOffSampler()
    ) {
        self.root = root
        self.remoteSampled = remoteSampled
        self.remoteNotSampled = remoteNotSampled
        self.localSampled = localSampled
        self.localNotSampled = localNotSampled
    }

    public var description: String {
        "ParentBased{root:\(root),"
            + "remoteParentSampled:\(remoteSampled),remoteParentNotSampled:\(remoteNotSampled),"
            + "localParentSampled:\(localSampled),localParentNotSampled:\(localNotSampled)}"
    }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        guard let parent = span.parent else { return root.sample(span) }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteSampled.sample(span)
        case (true, false): remoteNotSampled.sample(span)
        case (false, true): localSampled.sample(span)
        case (false, false): localNotSampled.sample(span)
        }
    }

    public func decision(under parent: SpanContext?) -> SamplingResult.Decision? {
        guard let parent else { return root.decision(under: nil) }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteSampled.decision(under: parent)
        case (true, false): remoteNotSampled.decision(under: parent)
        case (false, true): localSampled.decision(under: parent)
        case (false, false): localNotSampled.decision(under: parent)
        }
    }
}
