import Clocks
import TestKit
import Testing

struct TimerWheelTests {
    /// A list that is searched from end to end says what must fire, and in which order.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `timers fire as in a sorted list`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var wheel = TimerWheel(present: .seconds(1_700_000_000))
        var waiting: [(id: TimerWheel.ID, deadline: Duration)] = []
        var present = wheel.present
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...5:
                let deadline = present + self.step(using: &random) - .nanoseconds(50)
                waiting.append((wheel.insert(deadline), max(deadline, present)))
            case 6 where !waiting.isEmpty:
                let victim = waiting.remove(at: .random(in: waiting.indices, using: &random))
                let isCancelled = [wheel.cancel(victim.id), wheel.cancel(victim.id)]
                #expect(isCancelled == [true, false])
            default:
                present += self.step(using: &random)
                let due = waiting.filter { $0.deadline <= present }
                waiting.removeAll { $0.deadline <= present }
                let order = due.indices.sorted { (due[$0].deadline, $0) < (due[$1].deadline, $1) }
                let fired = wheel.advance(to: present)
                #expect(fired == order.map { due[$0].id })
            }
            #expect(wheel.count == waiting.count)
            #expect(waiting.allSatisfy { wheel.isWaiting($0.id) })
        }
    }

    /// Steps of all magnitudes from nanoseconds to years, often equal to each other.
    private func step(using random: inout SplitMix) -> Duration {
        let bits = Int.random(in: 0..<56, using: &random)
        let exact = Bool.random(using: &random)
        return .nanoseconds(exact ? Int64(1) << bits : .random(in: 0...(1 << bits), using: &random))
    }

    @Test func `one who wakes when told reaches the deadline within eleven steps`() throws {
        for bits in 0..<62 {
            var wheel = TimerWheel()
            let deadline = Duration.nanoseconds((Int64(1) << bits) + (Int64(1) << bits - 1))
            let timer = wheel.insert(deadline)
            var steps = 0
            while let wake = wheel.nextWake {
                #expect(wake <= deadline)
                steps += 1
                let fired = wheel.advance(to: wake)
                #expect(fired == (wake == deadline ? [timer] : []))
            }
            #expect(steps <= 11)
            #expect(wheel.present == deadline)
        }
    }

    @Test func `a jump over all of time fires everything once`() {
        var wheel = TimerWheel()
        let near = wheel.insert(.milliseconds(1))
        let far = wheel.insert(.seconds(Int64.max))
        let year = wheel.insert(.seconds(31_536_000))
        let fired = [9_000_000_000, Int64.max, Int64.max].map { wheel.advance(to: .seconds($0)) }
        #expect(fired == [[near, year], [far], []])
        #expect(wheel.nextWake == nil)
    }

    @Test func `time that goes back is ignored`() {
        var wheel = TimerWheel(present: .seconds(10))
        let timer = wheel.insert(.seconds(11))
        let early = wheel.advance(to: .seconds(-5))
        #expect(early == [])
        #expect(wheel.present == .seconds(10))
        let late = wheel.advance(to: .seconds(11))
        #expect(late == [timer])
    }

    @Test func `a deadline that is past is due at once`() {
        var wheel = TimerWheel(present: .seconds(10))
        let timer = wheel.insert(.seconds(1))
        #expect(wheel.nextWake == .seconds(10))
        let fired = wheel.advance(to: .seconds(10))
        #expect(fired == [timer])
    }

    @Test func `a name is not used again`() {
        var wheel = TimerWheel()
        let old = wheel.insert(.seconds(1))
        wheel.cancel(old)
        let new = wheel.insert(.seconds(1))
        #expect(old != new)
        #expect(!wheel.isWaiting(old))
        let isCancelledAgain = wheel.cancel(old)
        #expect(!isCancelledAgain)
        let fired = wheel.advance(to: .seconds(1))
        #expect(fired == [new])
        #expect(!wheel.isWaiting(new))
    }
}
