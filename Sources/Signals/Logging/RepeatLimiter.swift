/// Lets the first lines of a kind through and counts the rest until its window is over.
///
/// A kind is a level, a component and a message; its fields may differ. A broken collector that
/// fails a thousand times a second so costs ten lines every ten seconds, and the next line of the
/// kind says how many were left out.
struct RepeatLimiter {
    private var kinds: [Kind: Window] = [:]

    struct Kind: Hashable {
        let level: LogLevel
        let component: String
        let message: String
    }

    private struct Window {
        var opened: Duration
        var written = 0
        var suppressed = 0
    }

    /// What to do with a line.
    enum Verdict: Equatable {
        /// Write it, and say that this many like it were left out before.
        case write(suppressedBefore: Int)
        case suppress
    }

    static let linesInWindow = 10
    static let window = Duration.seconds(10)
    /// More kinds than this at once, and those whose window is over are forgotten.
    static let maximumKinds = 512

    mutating func judge(_ kind: Kind, at uptime: Duration) -> Verdict {
        guard var seen = kinds[kind] else {
            if kinds.count >= Self.maximumKinds { forgetOldest(at: uptime) }
            kinds[kind] = Window(opened: uptime, written: 1)
            return .write(suppressedBefore: 0)
        }
        if uptime - seen.opened >= Self.window {
            kinds[kind] = Window(opened: uptime, written: 1)
            return .write(suppressedBefore: seen.suppressed)
        }
        guard seen.written < Self.linesInWindow else {
            seen.suppressed += 1
            kinds[kind] = seen
            return .suppress
        }
        seen.written += 1
        kinds[kind] = seen
        return .write(suppressedBefore: 0)
    }

    /// Removes and returns the kinds with suppressed lines whose window is over (or all of them).
    mutating func drain(at uptime: Duration, all: Bool = false) -> [(kind: Kind, suppressed: Int)] {
        let over = kinds.filter { all || uptime - $0.value.opened >= Self.window }
        for kind in over.keys { kinds[kind] = nil }
        return over.filter { $0.value.suppressed > 0 }
            .map { (kind: $0.key, suppressed: $0.value.suppressed) }
            .sorted { $0.kind.message < $1.kind.message }
    }

    /// Keeps what is suppressing: dropping it would lose its count.
    private mutating func forgetOldest(at uptime: Duration) {
        kinds = kinds.filter {
            $0.value.suppressed > 0 && uptime - $0.value.opened < Self.window
        }
        if kinds.count >= Self.maximumKinds { kinds.removeAll() }
    }
}
