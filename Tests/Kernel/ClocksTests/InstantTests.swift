import TestKit
import Testing

@testable import Clocks

struct InstantTests {
    @Test func `arithmetic stops at the ends of time`() {
        let ages = Duration.seconds(Int64.max)
        #expect(Instant.last + .nanoseconds(1) == .last)
        #expect(Instant.first - .nanoseconds(1) == .first)
        #expect(Instant.epoch + ages == .last)
        #expect(Instant.epoch - ages == .first)
        #expect(Instant.epoch + (.zero - ages) == .first)
        #expect(Instant.epoch - (.zero - ages) == .last)
        #expect(Instant.first + (Instant.last - Instant.first) == .last)
        #expect(Instant(seconds: .max) == .last)
        #expect(Instant(milliseconds: .min) == .first)
    }

    @Test func `a difference is exact even from end to end`() {
        #expect(
            Instant.last - Instant.first == .nanoseconds(Int64.max) + .nanoseconds(Int64.max)
                + .nanoseconds(1)
        )
    }

    @Test func `milliseconds and seconds round down also before 1970`() {
        #expect(Instant(nanoseconds: -1).milliseconds == -1)
        #expect(Instant(nanoseconds: -1).seconds == -1)
        #expect(Instant(nanoseconds: -1_000_000_000).seconds == -1)
        #expect(Instant(nanoseconds: 1_999_999).milliseconds == 1)
        #expect(Instant.first.seconds == -9_223_372_037)
    }

    @Test func `every day of four eras is the one after the day before`() {
        var expected = CivilTime(year: 1600, month: 1, day: 1)
        let first = expected.days
        for days in first..<(first + 4 * 146_097) {
            #expect(expected.days == days)
            expected.day += 1
            if expected.day > CivilTime.daysIn(month: expected.month, year: expected.year) {
                expected.day = 1
                expected.month += 1
            }
            if expected.month > 12 {
                expected.month = 1
                expected.year += 1
            }
        }
        #expect(expected == CivilTime(year: 3200, month: 1, day: 1))
        #expect(CivilTime(year: 1970, month: 1, day: 1).days == 0)
        #expect(CivilTime(year: 2000, month: 2, day: 29).days == 11_016)
    }

    @Test(arguments: 0..<2000 as Range<UInt64>)
    func `any instant comes back from its civil time`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for shift in [0, 8, 20] {
            let instant = Instant(nanoseconds: Int64(bitPattern: random.next()) >> shift)
            #expect(CivilTime(instant).instant() == instant)
        }
        #expect(CivilTime(Instant.first).instant() == .first)
        #expect(CivilTime(Instant.last).instant() == .last)
    }
}
