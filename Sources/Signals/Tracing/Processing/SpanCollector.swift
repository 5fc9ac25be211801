internal import Synchronization

/// Keeps finished spans in memory: for tests, and for a look at what happened last.
public final class SpanCollector: SpanProcessor {
    private let limit: Int
    private let kept = Mutex<[EndedSpan]>([])

    /// Further spans are not kept.
    public init(limit: Int = 10_000) { self.limit = limit }

    public func onEnd(_ span: EndedSpan) {
        kept.withLock { kept in
            if kept.count < limit { kept.append(span) }
        }
    }

    /// In the order in which they ended.
    public var spans: [SpanData] { kept.withLock { $0 }.map(\.data) }

    /// Returns what was kept, and begins anew.
    public func take() -> [SpanData] {
        let taken = kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
        return taken.map(\.data)
    }
}
