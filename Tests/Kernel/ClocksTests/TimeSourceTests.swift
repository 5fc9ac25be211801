import Clocks
import TestKit
import Testing

struct TimeSourceTests {
    @Test func `the machine's uptime does not go back while one sleeps`() async throws {
        let time = SystemTime()
        let start = time.uptime
        try await time.sleep(until: start + .milliseconds(2))
        #expect(time.uptime >= start + .milliseconds(2))
        #expect(time.now > Instant(seconds: 1_700_000_000))
    }

    @Test(arguments: [SystemTime(), SimulatedTime()] as [any TimeSource])
    func `a cancelled sleeper wakes with an error`(time: any TimeSource) async {
        let sleeper = Task { try await time.sleep(until: .seconds(Int64.max / 2)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func `a sleeper who sleeps already is cancelled too`() async {
        let time = SimulatedTime()
        let sleeper = Task { try await time.sleep(until: .seconds(5000)) }
        await time.sleepers(1)
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(time.nextDeadline == nil)
    }

    @Test func `days pass as soon as they are told to`() async throws {
        let time = SimulatedTime()
        let start = time.now
        let uptime = time.uptime
        let sleeper = Task { try await time.sleep(until: uptime + .seconds(86_400)) }
        await time.sleepers(1)
        #expect(time.nextDeadline == uptime + .seconds(86_400))
        time.advance(by: .seconds(86_399))
        #expect(time.nextDeadline != nil)
        time.advance(by: .seconds(1))
        try await sleeper.value
        #expect(time.now == start + .seconds(86_400))
        #expect(time.uptime == uptime + .seconds(86_400))
    }

    @Test func `those who sleep wake in the order of their deadlines`() async throws {
        let time = SimulatedTime(uptime: .zero)
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for second in [3, 1, 2, 5] as [Int64] {
                group.addTask {
                    try await time.sleep(until: .seconds(second))
                    return second
                }
            }
            await time.sleepers(4)
            for second in [1, 2, 3] as [Int64] {
                #expect(time.nextDeadline == .seconds(second))
                time.advance(by: .seconds(1))
                let woken = try await group.next()
                #expect(woken == second)
            }
            time.advance(by: .seconds(10))
            let last = try await group.next()
            #expect(last == 5)
        }
    }

    @Test func `setting the time of day wakes nobody`() async {
        let time = SimulatedTime()
        let uptime = time.uptime
        let sleeper = Task { try await time.sleep(until: uptime + .seconds(1)) }
        await time.sleepers(1)
        time.setNow(.last)
        #expect(time.now == .last)
        #expect(time.uptime == uptime)
        #expect(time.nextDeadline != nil)
        sleeper.cancel()
    }
}
