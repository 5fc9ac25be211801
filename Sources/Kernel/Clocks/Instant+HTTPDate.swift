extension Instant {
    /// As HTTP headers write it (RFC 9110 §5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var httpDate: String {
        let time = CivilTime(self)
        var text = Array(HTTPDateNames.weekdays[time.weekday].utf8.prefix(3))
        text += ", ".utf8
        text.append(digits: time.day, 2, then: " ")
        text += HTTPDateNames.months[time.month - 1].utf8
        text.append(UInt8(ascii: " "))
        text.append(digits: time.year, 4, then: " ")
        text.append(time)
        text += " GMT".utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads any of the three forms that RFC 9110 asks for.
    ///
    /// They are `Sun, 06 Nov 1994 08:49:37 GMT`, the obsolete `Sunday, 06-Nov-94 08:49:37 GMT` and
    /// C's `Sun Nov  6 08:49:37 1994`. A year of two digits is the one that is less than 50 years
    /// after `now`. That the weekday fits is not checked.
    package init(httpDate text: String, now: Instant) throws(MalformedTime) {
        var scanner = TimeScanner(text)
        let weekday = try scanner.name(
            of: HTTPDateNames.weekdays + HTTPDateNames.weekdays.map { String($0.prefix(3)) },
            "weekday"
        )
        let isObsolete = weekday < HTTPDateNames.weekdays.count
        let time =
            switch scanner.peek {
            case _ where isObsolete: try scanner.obsoleteDate(now: now)
            case UInt8(ascii: " "): try scanner.asctimeDate()
            default: try scanner.fixedDate()
            }
        try scanner.expectEnd()
        guard let instant = time.instant() else {
            throw scanner.failure("a year from 1678 to 2261", at: 0)
        }
        self = instant
    }
}

/// The words of HTTP dates.
private enum HTTPDateNames {
    static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension TimeScanner {
    /// The rest of `Sun, 06 Nov 1994 08:49:37 GMT`.
    fileprivate mutating func fixedDate() throws(MalformedTime) -> CivilTime {
        try expect(", ")
        let place = offset
        let day = try number(digits: 2, in: 1...31, "day")
        try expect(" ")
        let month = try name(of: HTTPDateNames.months, "month") + 1
        try expect(" ")
        let year = try number(digits: 4, in: 0...9999, "year")
        try expect(" ")
        return try finish(day: day, at: place, month: month, year: year, zone: " GMT")
    }

    /// The rest of `Sunday, 06-Nov-94 08:49:37 GMT`.
    fileprivate mutating func obsoleteDate(now: Instant) throws(MalformedTime) -> CivilTime {
        try expect(", ")
        let place = offset
        let day = try number(digits: 2, in: 1...31, "day")
        try expect("-")
        let month = try name(of: HTTPDateNames.months, "month") + 1
        try expect("-")
        let shortYear = try number(digits: 2, in: 0...99, "year")
        let thisYear = CivilTime(now).year
        var year = thisYear - thisYear % 100 + shortYear
        if year > thisYear + 50 { year -= 100 }
        if year <= thisYear - 50 { year += 100 }
        try expect(" ")
        return try finish(day: day, at: place, month: month, year: year, zone: " GMT")
    }

    /// The rest of `Sun Nov  6 08:49:37 1994`.
    fileprivate mutating func asctimeDate() throws(MalformedTime) -> CivilTime {
        try expect(" ")
        let month = try name(of: HTTPDateNames.months, "month") + 1
        try expect(" ")
        let place = offset
        let digits = skip(" ") == nil ? 2 : 1
        let day = try number(digits: digits, in: 1...31, "day")
        try expect(" ")
        var time = try finish(day: day, at: nil, month: month, year: 2000, zone: " ")
        time.year = try number(digits: 4, in: 0...9999, "year")
        try check(time, at: place)
        return time
    }

    private mutating func finish(
        day: Int,
        at place: Int?,
        month: Int,
        year: Int,
        zone: String
    ) throws(MalformedTime) -> CivilTime {
        var time = CivilTime(year: year, month: month, day: day)
        if let place { try check(time, at: place) }
        try timeOfDay(into: &time)
        try expect(zone)
        return time
    }

    private func check(_ time: CivilTime, at place: Int) throws(MalformedTime) {
        let lastDay = CivilTime.daysIn(month: time.month, year: time.year)
        guard time.day <= lastDay else {
            throw failure("a number from 1 to \(lastDay) as the day", at: place)
        }
    }
}
