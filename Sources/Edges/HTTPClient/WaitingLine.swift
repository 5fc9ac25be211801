/// The requests that wait for their turn, first come, first served for each host.
///
/// libcurl 7.88.1 has limits of its own, but a transfer that waits for them can be forgotten until
/// some timer of it fires (ten seconds, in our tests); so no more are handed over than may run.
struct WaitingLine {
    private let perHost: Int
    private let total: Int
    private var waiting: [Submission] = []
    private var running: [String: Int] = [:]
    private var runningTotal = 0

    init(_ options: ClientOptions) {
        perHost = max(options.connectionsPerHost, 1)
        total = max(options.connections, 1)
    }

    mutating func append(_ submission: Submission) { waiting.append(submission) }

    /// The next request that may run now; it counts as running from here.
    mutating func next() -> Submission? {
        guard runningTotal < total else { return nil }
        let index = waiting.firstIndex { running[$0.origin, default: 0] < perHost }
        guard let index else { return nil }
        let submission = waiting.remove(at: index)
        running[submission.origin, default: 0] += 1
        runningTotal += 1
        return submission
    }

    /// A request that ran is over.
    mutating func release(_ origin: String) {
        let left = running[origin, default: 1] - 1
        running[origin] = left > 0 ? left : nil
        runningTotal -= 1
    }

    /// Takes out a request that was cancelled while it waited.
    mutating func remove(_ id: Int) -> Submission? {
        waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
    }

    /// Takes out the requests whose time was up before their turn came.
    mutating func expire(at now: Int) -> [Submission] {
        let late = waiting.filter { $0.end <= now }
        if !late.isEmpty { waiting.removeAll { $0.end <= now } }
        return late
    }

    mutating func removeAll() -> [Submission] {
        defer { waiting = [] }
        return waiting
    }

    /// When the next one's time is up.
    var nextEnd: Int? { waiting.lazy.map(\.end).min() }
}
