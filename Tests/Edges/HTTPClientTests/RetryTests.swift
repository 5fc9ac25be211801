import Clocks
import HTTPClient
import TestKit
import Testing

struct RetryTests {
    private let retry = Retry(
        attempts: 6,
        base: .seconds(1),
        cap: .seconds(10),
        retryAfterCap: .seconds(60)
    )

    private func reply(_ status: Int, after: String? = nil) -> Result<Reply, any Error> {
        .success(Reply(status: status, headers: after.map { [.init("retry-after", $0)] } ?? []))
    }

    @Test func `the bounds double up to the cap`() {
        #expect((1...6).map(retry.bound) == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(retry.bound(after: 1_000_000) == .seconds(10))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `every wait lies between nothing and its bound`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for attempt in 1...5 {
            let wait = retry.wait(after: attempt, .again(after: nil), using: &random)
            #expect(wait.map { $0 >= .zero && $0 <= retry.bound(after: attempt) } == true)
        }
        #expect(retry.wait(after: 6, .again(after: nil), using: &random) == nil)
        #expect(retry.wait(after: 1, .done, using: &random) == nil)
    }

    @Test func `waits are spread over their whole range`() {
        var random = SplitMix(seed: 1)
        let waits = (0..<1000).compactMap { _ in
            retry.wait(after: 4, .again(after: nil), using: &random)
        }
        #expect(waits.count { $0 < .seconds(2) } > 180)
        #expect(waits.count { $0 > .seconds(6) } > 180)
    }

    @Test func `what the server asks for is waited for, up to the cap`() throws {
        var random = SplitMix(seed: 2)
        let asked = try #require(retry.wait(after: 1, .again(after: .seconds(30)), using: &random))
        #expect(asked >= .seconds(30) && asked <= .seconds(31))
        let greedy = try #require(
            retry.wait(after: 1, .again(after: .seconds(9999)), using: &random)
        )
        #expect(greedy >= .seconds(60) && greedy <= .seconds(61))
    }

    @Test(arguments: [
        ("0", Duration.zero), ("120", .seconds(120)),
        ("99999999999999999999", .seconds(999_999_999)),
        ("Thu, 01 Jan 2026 00:00:30 GMT", .seconds(30)), ("Wed, 31 Dec 2025 23:59:00 GMT", .zero),
        ("-1", nil), ("soon", nil), ("", nil), ("1.5", nil),
    ])
    func `Retry-After is read as seconds and as a date`(value: String, wait: Duration?) {
        #expect(Retry.retryAfter(value, now: SimulatedTime().now) == wait)
    }

    @Test(arguments: [
        (200, false), (201, false), (304, false), (400, false), (401, false), (404, false),
        (408, true), (425, true), (429, true), (500, true), (501, false), (502, true), (503, true),
        (504, true),
    ])
    func `what may pass is tried again`(status: Int, again: Bool) {
        let verdict = Retry.judge(reply(status, after: "7"), now: SimulatedTime().now)
        #expect(verdict == (again ? .again(after: .seconds(7)) : .done))
    }

    @Test(arguments: ClientError.Phase.allCases)
    func `broken connections are tried again, refusals are not`(phase: ClientError.Phase) {
        let error = ClientError(phase: phase, request: "GET /", detail: "")
        let isFinal: Set<ClientError.Phase> = [
            .request, .refusedAddress, .size, .redirects, .cancelled,
        ]
        let verdict = Retry.judge(.failure(error), now: SimulatedTime().now)
        #expect((verdict == .done) == isFinal.contains(phase))
    }

    @Test func `tries go on in simulated time until one succeeds`() async throws {
        let time = SimulatedTime()
        let policy = retry
        let running = Task {
            var random = SplitMix(seed: 3)
            var statuses = [503, 429, 200]
            return try await policy.run(on: time, using: &random) {
                Retry.judge($0, now: time.now)
            } attempt: { _ in
                Reply(status: statuses.removeFirst(), headers: [])
            }.status
        }
        for _ in 0..<2 {
            await time.sleepers(1)
            time.advance(by: .seconds(10))
        }
        #expect(try await running.value == 200)
    }

    @Test func `the last failure is what is thrown`() async throws {
        let time = SimulatedTime()
        var policy = retry
        policy.attempts = 2
        let tried = policy
        let running = Task {
            var random = SplitMix(seed: 4)
            return try await tried.run(on: time, using: &random) {
                Retry.judge($0, now: time.now)
            } attempt: { attempt -> Reply in
                throw ClientError(phase: .connect, request: "GET /", detail: "try \(attempt)")
            }
        }
        await time.sleepers(1)
        time.advance(by: .seconds(1))
        let error = await #expect(throws: ClientError.self) { try await running.value }
        #expect(error?.detail == "try 2")
    }

    @Test func `a cancelled retry stops waiting`() async throws {
        let time = SimulatedTime()
        let policy = retry
        let running = Task {
            var random = SplitMix(seed: 5)
            return try await policy.run(on: time, using: &random) { _ in
                .again(after: nil)
            } attempt: { _ in
                1
            }
        }
        await time.sleepers(1)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}
