internal import Synchronization

/// Keeps finished spans in memory: for tests, and for a look at what happened last.
public final class SpanCollector: SpanProcessor {
    private let limit: Int
    private let kept = Mutex<[SpanData]>([])

    /// Further spans are not kept.
    public init(limit: Int = 10_000) { self.limit = limit }

    public func onEnd(_ span: SpanData) {
        kept.withLock { kept in
            if kept.count < limit { kept.append(span) }
        }
    }

    /// In the order in which they ended.
    public var spans: [SpanData] { kept.withLock { $0 } }

    /// Returns what was kept, and begins anew.
    public func take() -> [SpanData] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}
