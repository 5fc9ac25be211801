extension Instant {
    /// How many digits of a second are written.
    package enum Precision: Sendable {
        case seconds
        case milliseconds
        case nanoseconds
    }

    /// Such as `2026-11-21T05:41:09.250Z`; what is finer than `precision` is cut off.
    package func rfc3339(_ precision: Precision = .milliseconds) -> String {
        let time = CivilTime(self)
        var text: [UInt8] = []
        text.reserveCapacity(30)
        text.append(digits: time.year, 4, then: "-")
        text.append(digits: time.month, 2, then: "-")
        text.append(digits: time.day, 2, then: "T")
        text.append(time)
        switch precision {
        case .seconds: break
        case .milliseconds:
            text.append(UInt8(ascii: "."))
            text.append(digits: time.nanosecond / 1_000_000, 3)
        case .nanoseconds:
            text.append(UInt8(ascii: "."))
            text.append(digits: time.nanosecond, 9)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a date and time of RFC 3339, with any offset from UTC.
    ///
    /// Digits of a second beyond the ninth are dropped. A leap second (`:60`) is the first moment
    /// of the next minute.
    package init(rfc3339 text: String) throws(MalformedTime) {
        var scanner = TimeScanner(text)
        var time = try scanner.date()
        guard scanner.skip("Tt ") != nil else { throw scanner.failure("\"T\"") }
        try scanner.timeOfDay(into: &time)
        if scanner.skip(".") != nil { time.nanosecond = try scanner.fraction() }
        let offset = try scanner.zone()
        try scanner.expectEnd()
        guard let instant = time.instant(aheadOfUTC: offset) else {
            throw scanner.failure("a year from 1678 to 2261", at: 0)
        }
        self = instant
    }
}

extension TimeScanner {
    fileprivate mutating func date() throws(MalformedTime) -> CivilTime {
        let year = try number(digits: 4, in: 0...9999, "year")
        try expect("-")
        let month = try number(digits: 2, in: 1...12, "month")
        try expect("-")
        let lastDay = CivilTime.daysIn(month: month, year: year)
        let day = try number(digits: 2, in: 1...lastDay, "day")
        return CivilTime(year: year, month: month, day: day)
    }

    mutating func timeOfDay(into time: inout CivilTime) throws(MalformedTime) {
        time.hour = try number(digits: 2, in: 0...23, "hour")
        try expect(":")
        time.minute = try number(digits: 2, in: 0...59, "minute")
        try expect(":")
        time.second = try number(digits: 2, in: 0...60, "second")
    }

    fileprivate mutating func fraction() throws(MalformedTime) -> Int {
        guard let byte = peek, byte &- 0x30 < 10 else {
            throw failure("a digit of the fraction")
        }
        var value = 0
        var digits = 0
        while let digit = skip("0123456789") {
            guard digits < 9 else { continue }
            value = value * 10 + Int(digit - 0x30)
            digits += 1
        }
        for _ in digits..<9 { value *= 10 }
        return value
    }

    fileprivate mutating func zone() throws(MalformedTime) -> Duration {
        guard let sign = skip("Zz+-") else { throw failure("\"Z\" or an offset such as +01:00") }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return .zero }
        let hours = try number(digits: 2, in: 0...23, "offset's hour")
        try expect(":")
        let minutes = try number(digits: 2, in: 0...59, "offset's minute")
        let offset = Duration.seconds(hours * 3600 + minutes * 60)
        return sign == UInt8(ascii: "-") ? .zero - offset : offset
    }
}

extension [UInt8] {
    /// Appends the last `count` digits of `value`, which is not negative.
    mutating func append(digits value: Int, _ count: Int) {
        var place = 1
        for _ in 1..<count { place *= 10 }
        while place > 0 {
            append(0x30 &+ UInt8(truncatingIfNeeded: value / place % 10))
            place /= 10
        }
    }

    mutating func append(digits value: Int, _ count: Int, then separator: Unicode.Scalar) {
        append(digits: value, count)
        append(UInt8(ascii: separator))
    }

    /// Appends the time of day to the second.
    mutating func append(_ time: CivilTime) {
        append(digits: time.hour, 2, then: ":")
        append(digits: time.minute, 2, then: ":")
        append(digits: time.second, 2)
    }
}
