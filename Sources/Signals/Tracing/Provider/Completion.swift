/// How a flush or a shutdown went.
public enum Completion: Int, Hashable, Sendable, CaseIterable {
    case success
    case failure
    /// The time was up first; the work may go on.
    case timeout

    func worse(_ other: Completion) -> Completion { rawValue >= other.rawValue ? self : other }

    /// Asks all processors at the same time, so that a slow one does not use up another's time.
    static func worst(
        of processors: [any SpanProcessor],
        _ ask: @escaping @Sendable (any SpanProcessor) async -> Completion
    ) async -> Completion {
        await withTaskGroup(of: Completion.self) { group in
            for processor in processors { group.addTask { await ask(processor) } }
            return await group.reduce(.success) { $0.worse($1) }
        }
    }
}
