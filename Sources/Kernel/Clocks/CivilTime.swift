/// Year, month, day and time of day in UTC, in the calendar of today extended to all times.
///
/// Days are counted in eras of 400 years, which all have 146,097 days, with March as the first
/// month, so that the leap day is the last of a year (Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms"). Day 0 is 1970-01-01.
struct CivilTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0

    static let secondsPerDay: Int64 = 86_400
    private static let daysPerEra: Int64 = 146_097
    /// From 0000-03-01 to 1970-01-01.
    private static let daysToEpoch: Int64 = 719_468

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(_ instant: Instant) {
        let seconds = instant.seconds
        let days = seconds.flooredQuotient(Self.secondsPerDay)
        self.init(days: days)
        let rest = Int(seconds - days * Self.secondsPerDay)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        // Both are near the instant, so the product cannot overflow where the instant is not.
        nanosecond = Int(instant.nanoseconds &- seconds &* 1_000_000_000)
    }

    private init(days: Int64) {
        let shifted = days + Self.daysToEpoch
        let era = shifted.flooredQuotient(Self.daysPerEra)
        let dayOfEra = Int(shifted - era * Self.daysPerEra)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    var days: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysPerEra + dayOfEra - Self.daysToEpoch
    }

    /// 0 is Sunday.
    var weekday: Int { Int(days + 4 - (days + 4).flooredQuotient(7) * 7) }

    /// The moment when clocks that are ahead of UTC by `offset` show this time.
    ///
    /// `nil` stands for one that `Instant` cannot hold.
    func instant(aheadOfUTC offset: Duration = .zero) -> Instant? {
        let time = Int64(hour * 3600 + minute * 60 + second)
        let seconds = Duration.seconds(days * Self.secondsPerDay + time)
        let sinceEpoch = seconds + .nanoseconds(nanosecond) - offset
        let instant = Instant.epoch + sinceEpoch
        return instant - .epoch == sinceEpoch ? instant : nil
    }

    static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
