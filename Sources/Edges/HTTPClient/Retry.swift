package import Clocks

/// When to try again: the one policy of retries for everything that is sent.
///
/// Waits grow exponentially and are drawn at random between nothing and their bound ("full
/// jitter"), so that clients that failed together do not come back together. What the server asks
/// for in Retry-After is waited for, up to a cap.
package struct Retry: Sendable, Equatable {
    /// Tries in all, the first included.
    package var attempts: Int
    /// The bound of the first wait; it doubles with every further one.
    package var base: Duration
    /// No bound grows beyond this.
    package var cap: Duration
    /// The most that a server can make us wait.
    package var retryAfterCap: Duration

    package init(
        attempts: Int = 5,
        base: Duration = .milliseconds(500),
        cap: Duration = .seconds(30),
        retryAfterCap: Duration = .seconds(300)
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.retryAfterCap = retryAfterCap
    }

    /// What the outcome of a try means.
    package enum Verdict: Sendable, Equatable {
        /// It is over, for better or worse.
        case done
        /// It may succeed later; not before `after` has passed, if the server said so.
        case again(after: Duration?)
    }

    /// How long to wait after the `attempt`-th try (from 1) has failed, or `nil` to give up.
    package func wait(
        after attempt: Int,
        _ verdict: Verdict,
        using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard case .again(let asked) = verdict, attempt < attempts else { return nil }
        let bound = bound(after: attempt)
        let nanoseconds = bound / .nanoseconds(1)
        let drawn = Duration.nanoseconds(
            Int64.random(in: 0...max(Int64(nanoseconds), 0), using: &random)
        )
        // Jitter on top, or all who were told the same would come back together.
        return asked.map { min(max($0, .zero), retryAfterCap) + drawn } ?? drawn
    }

    /// The longest wait after the `attempt`-th try.
    package func bound(after attempt: Int) -> Duration {
        var bound = base
        for _ in 1..<max(attempt, 1) where bound < cap { bound *= 2 }
        return min(bound, cap)
    }

    /// Tries until it is over, the tries are used up, or the task is cancelled.
    ///
    /// - Returns: what the last try returned; its error is thrown.
    package func run<Value>(
        on time: any TimeSource,
        using random: inout some RandomNumberGenerator,
        judge: (Result<Value, any Error>) -> Verdict,
        attempt: (Int) async throws -> Value
    ) async throws -> Value {
        var count = 1
        while true {
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await attempt(count))
            } catch {
                outcome = .failure(error)
            }
            guard let wait = wait(after: count, judge(outcome), using: &random) else {
                return try outcome.get()
            }
            try await time.sleep(until: time.uptime + wait)
            count += 1
        }
    }
}

extension Retry {
    /// What a reply, or the lack of one, means for requests that may be repeated.
    ///
    /// 408, 425, 429 and the 5xx that speak of a moment may pass; so may broken connections. A
    /// refused address, a reply that is too large, or any other 4xx stays what it is.
    package static func judge(_ outcome: Result<Reply, any Error>, now: Instant) -> Verdict {
        switch outcome {
        case .success(let reply):
            guard [408, 425, 429, 500, 502, 503, 504].contains(reply.status) else { return .done }
            return .again(after: reply["Retry-After"].flatMap { retryAfter($0, now: now) })
        case .failure(let error as ClientError) where error.mayPass: return .again(after: nil)
        case .failure: return .done
        }
    }

    /// Reads Retry-After: seconds, or a date.
    package static func retryAfter(_ value: String, now: Instant) -> Duration? {
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // Whatever is longer than nine digits is longer than any cap.
            return .seconds(value.utf8.count > 9 ? 999_999_999 : Int(value) ?? 0)
        }
        guard let date = try? Instant(httpDate: value, now: now) else { return nil }
        return max(.zero, .nanoseconds(date.nanoseconds) - .nanoseconds(now.nanoseconds))
    }
}

extension Client {
    /// Sends a request that may be repeated, as often as the policy says.
    package func send(
        _ request: ClientRequest,
        _ retry: Retry,
        on time: any TimeSource,
        using random: inout some RandomNumberGenerator
    ) async throws -> Reply {
        try await retry.run(on: time, using: &random) {
            Retry.judge($0, now: time.now)
        } attempt: { _ in
            try await self.send(request)
        }
    }
}
