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

    private func delegate(under parent: ParentKind) -> any Sampler {
        switch parent {
        case .none: root
        case .remoteSampled: remoteSampled
        case .remoteNotSampled: remoteNotSampled
        case .localSampled: localSampled
        case .localNotSampled: localNotSampled
        }
    }

    public func sample(_ span: SamplingRequest) -> SamplingResult {
        delegate(under: ParentKind(span.parent)).sample(span)
    }

    public func decision(under parent: ParentKind) -> SamplingResult.Decision? {
        delegate(under: parent).decision(under: parent)
    }
}
