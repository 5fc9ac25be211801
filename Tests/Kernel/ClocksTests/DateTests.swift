import Clocks
import TestKit
import Testing

struct DateTests {
    private static let sample = Instant(nanoseconds: 784_111_777_123_456_789)

    @Test func `a date is written with as many digits as asked for`() {
        #expect(Self.sample.rfc3339(.seconds) == "1994-11-06T08:49:37Z")
        #expect(Self.sample.rfc3339() == "1994-11-06T08:49:37.123Z")
        #expect(Self.sample.rfc3339(.nanoseconds) == "1994-11-06T08:49:37.123456789Z")
        #expect(Instant.first.rfc3339(.nanoseconds) == "1677-09-21T00:12:43.145224192Z")
        #expect(Instant.last.rfc3339(.nanoseconds) == "2262-04-11T23:47:16.854775807Z")
    }

    @Test(
        arguments: [
            ("1994-11-06T08:49:37Z", 784_111_777_000_000_000),
            ("1994-11-06t08:49:37.5z", 784_111_777_500_000_000),
            ("1994-11-06 09:49:37.1234567899+01:00", 784_111_777_123_456_789),
            ("1994-11-05T23:19:37-09:30", 784_111_777_000_000_000),
            ("1970-01-01T00:00:00-00:00", 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
            ("2262-04-12T00:47:16.854775807+01:00", .max),
            ("1677-09-20T23:12:43.145224192-01:00", .min),
        ] as [(String, Int64)]
    )
    func `a date of RFC 3339 is read`(text: String, nanoseconds: Int64) throws {
        #expect(try Instant(rfc3339: text) == Instant(nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        ("", 0, "a digit of the year"),
        ("1994-13-01T00:00:00Z", 5, "a number from 1 to 12 as the month"),
        ("1994-02-29T00:00:00Z", 8, "a number from 1 to 28 as the day"),
        ("1994-11-06X08:49:37Z", 10, "\"T\""),
        ("1994-11-06T24:00:00Z", 11, "a number from 0 to 23 as the hour"),
        ("1994-11-06T08:49:61Z", 17, "a number from 0 to 60 as the second"),
        ("1994-11-06T08:49:37.Z", 20, "a digit of the fraction"),
        ("1994-11-06T08:49:37", 19, "\"Z\" or an offset such as +01:00"),
        ("1994-11-06T08:49:37+1:00", 21, "a digit of the offset's hour"),
        ("1994-11-06T08:49:37Zz", 20, "the end"),
        ("0000-01-01T00:00:00Z", 0, "a year from 1678 to 2261"),
        ("2262-04-11T23:47:16.854775808Z", 0, "a year from 1678 to 2261"),
        ("9999-12-31T23:59:60.999999999-23:59", 0, "a year from 1678 to 2261"),
    ])
    func `a bad date is refused where it is bad`(text: String, offset: Int, expected: String) {
        let error = #expect(throws: MalformedTime.self) { try Instant(rfc3339: text) }
        #expect(error?.offset == offset)
        #expect(error?.expected == expected)
    }

    @Test func `an error reads as a sentence`() {
        let error = #expect(throws: MalformedTime.self) { try Instant(rfc3339: "1994-13") }
        #expect(
            error?.description == "\"1994-13\", byte 5: a number from 1 to 12 as the month expected"
        )
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `any date comes back`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let instant = Instant(nanoseconds: Int64(bitPattern: random.next()))
        #expect(try Instant(rfc3339: instant.rfc3339(.nanoseconds)) == instant)
        let whole = Instant(seconds: instant.seconds)
        #expect(try Instant(httpDate: whole.httpDate, now: .epoch) == whole)
    }

    @Test func `every truncation and every changed byte is read or refused`() {
        let texts = [Self.sample.rfc3339(.nanoseconds), Self.sample.httpDate]
        for text in texts.map({ Array($0.utf8) }) {
            for place in text.indices {
                let cut = String(decoding: text[..<place], as: UTF8.self)
                #expect(throws: MalformedTime.self) { try Instant(rfc3339: cut) }
                #expect(throws: MalformedTime.self) { try Instant(httpDate: cut, now: .epoch) }
                for byte in UInt8.min ... .max {
                    var changed = text
                    changed[place] = byte
                    let damaged = String(decoding: changed, as: UTF8.self)
                    _ = try? Instant(rfc3339: damaged)
                    _ = try? Instant(httpDate: damaged, now: .epoch)
                }
            }
        }
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ])
    func `the three forms of an HTTP date are read`(text: String) throws {
        let now = Instant(seconds: 1_795_239_669)
        #expect(try Instant(httpDate: text, now: now) == Instant(seconds: 784_111_777))
    }

    @Test func `an HTTP date is written in the form of RFC 9110`() {
        #expect(Self.sample.httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Instant.epoch.httpDate == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test(arguments: [("76", 2076), ("77", 1977), ("99", 1999), ("00", 2000), ("26", 2026)])
    func `a year of two digits is at most fifty years ahead`(short: String, year: Int) throws {
        let now = try Instant(rfc3339: "2026-11-21T00:00:00Z")
        let instant = try Instant(httpDate: "Friday, 01-Jan-\(short) 00:00:00 GMT", now: now)
        #expect(instant.rfc3339(.seconds) == "\(year)-01-01T00:00:00Z")
    }

    @Test(arguments: [
        ("Sun, 31 Feb 1994 08:49:37 GMT", 5, "a number from 1 to 28 as the day"),
        ("Sun, 06 Now 1994 08:49:37 GMT", 8, "a month"),
        ("Sun, 06 Nov 1994 08:49:37 UTC", 25, "\" GMT\""),
        ("Sonntag, 06 Nov 1994", 0, "a weekday"),
        ("Sun Feb 30 08:49:37 1994", 8, "a number from 1 to 28 as the day"),
        ("Sun Feb  0 08:49:37 1994", 9, "a number from 1 to 31 as the day"),
    ])
    func `a bad HTTP date is refused where it is bad`(text: String, offset: Int, expected: String) {
        let error = #expect(throws: MalformedTime.self) { try Instant(httpDate: text, now: .epoch) }
        #expect(error?.offset == offset)
        #expect(error?.expected == expected)
    }
}
