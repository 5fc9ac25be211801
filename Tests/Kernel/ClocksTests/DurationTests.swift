import Clocks
import TestKit
import Testing

struct DurationTests {
    @Test(
        arguments: [
            ("0", 0, "0s"), ("0s", 0, "0s"), ("0w", 0, "0s"), ("324ms", 324, "324ms"),
            ("3s", 3000, "3s"), ("5m", 300_000, "5m"), ("1h", 3_600_000, "1h"),
            ("4d", 345_600_000, "4d"), ("4d1h", 349_200_000, "4d1h"), ("14d", 1_209_600_000, "2w"),
            ("3w", 1_814_400_000, "3w"), ("3w2d1h", 1_990_800_000, "23d1h"),
            ("10y", 315_360_000_000, "10y"), ("90m", 5_400_000, "1h30m"),
            ("1y2w3d4h5m6s7ms", 33_019_506_007, "382d4h5m6s7ms"), ("007s", 7000, "7s"),
            ("9223372036854ms", 9_223_372_036_854, "106751d23h47m16s854ms"),
        ] as [(String, Int64, String)]
    )
    func `a duration is read and written as Prometheus does`(
        text: String,
        milliseconds: Int64,
        written: String
    ) throws {
        #expect(try Duration(prometheus: text) == .milliseconds(milliseconds))
        #expect(Duration.milliseconds(milliseconds).prometheus == written)
    }

    @Test(arguments: [
        ("", 0, "a duration such as 1h30m"), ("1", 1, "one of the units y, w, d, h, m, s, ms"),
        ("00", 2, "one of the units y, w, d, h, m, s, ms"), ("-1w", 0, "a digit"),
        ("1.5d", 1, "one of the units y, w, d, h, m, s, ms"), ("d", 0, "a digit"),
        ("1s1h", 3, "ms"), ("1m1m", 3, "one of the units s, ms"), ("1ms1s", 4, "the end"),
        ("5sm", 1, "one of the units y, w, d, h, m, s, ms"), ("1h ", 2, "a digit"),
        ("1h30", 4, "one of the units m, s, ms"),
        ("293y", 0, "a duration of less than 293 years"),
        ("1h9223372036854775808ms", 2, "a duration of less than 293 years"),
        ("99999999999999999999999s", 0, "a duration of less than 293 years"),
    ])
    func `a bad duration is refused where it is bad`(text: String, offset: Int, expected: String) {
        let error = #expect(throws: MalformedTime.self) { try Duration(prometheus: text) }
        #expect(error?.offset == offset)
        #expect(error?.expected == expected)
    }

    @Test(arguments: 0..<1000 as Range<UInt64>)
    func `any duration in milliseconds comes back`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let bits = UInt64.random(in: 1...43, using: &random)
        let milliseconds = Int64(random.next() >> (64 - bits)) % 9_223_372_036_854
        let duration = Duration.milliseconds(milliseconds)
        #expect(try Duration(prometheus: duration.prometheus) == duration)
    }

    @Test func `what cannot be written in milliseconds is nothing`() {
        #expect(Duration.microseconds(999).prometheus == "0s")
        #expect(Duration.seconds(-5).prometheus == "0s")
        #expect(Duration.seconds(Int64.max).prometheus == "106751d23h47m16s854ms")
    }
}
