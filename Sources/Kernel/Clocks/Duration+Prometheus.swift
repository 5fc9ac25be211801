/// Durations as Prometheus writes them, such as `1h30m`, `5ms` and `0s`.
///
/// The units are y (365 days), w, d, h, m, s and ms, each at most once and in this order. The
/// longest is that of a Go duration, 2^63 nanoseconds (about 292 years).
extension Duration {
    package init(prometheus text: String) throws(MalformedTime) {
        var scanner = TimeScanner(text)
        guard text != "0" else {
            self = .zero
            return
        }
        if scanner.isAtEnd { throw scanner.failure("a duration such as 1h30m") }
        var milliseconds: Int64 = 0
        var units = PrometheusUnit.allCases[...]
        while !scanner.isAtEnd {
            let start = scanner.offset
            guard let count = try scanner.count() else {
                throw scanner.failure("a duration of less than 293 years", at: start)
            }
            let unit = try scanner.unit(of: units)
            units = units.drop { $0 != unit }.dropFirst()
            let (part, isTooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, isStillTooLong) = milliseconds.addingReportingOverflow(part)
            guard !isTooLong, !isStillTooLong, sum <= Self.longestPrometheus else {
                throw scanner.failure("a duration of less than 293 years", at: start)
            }
            milliseconds = sum
        }
        self = .milliseconds(milliseconds)
    }

    /// The spelling of Prometheus' `model.Duration`, in whole milliseconds.
    ///
    /// Years and weeks are used only when nothing is left over: 90d is easier to read than 12w6d.
    /// Less than a millisecond and negative durations are `0s`, as there.
    package var prometheus: String {
        var rest = clampedNanoseconds / 1_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        for unit in PrometheusUnit.allCases {
            let isExactOnly = unit == .y || unit == .w
            if isExactOnly, !rest.isMultiple(of: unit.milliseconds) { continue }
            let count = rest / unit.milliseconds
            guard count > 0 else { continue }
            text += "\(count)\(unit)"
            rest -= count * unit.milliseconds
        }
        return text
    }

    /// In milliseconds.
    private static var longestPrometheus: Int64 { .max / 1_000_000 }
}

/// In the order in which they must come.
private enum PrometheusUnit: String, CaseIterable, CustomStringConvertible {
    case y
    case w
    case d
    case h
    case m
    case s
    case ms

    var milliseconds: Int64 {
        switch self {
        case .y: 365 * 86_400_000
        case .w: 7 * 86_400_000
        case .d: 86_400_000
        case .h: 3_600_000
        case .m: 60_000
        case .s: 1000
        case .ms: 1
        }
    }

    var description: String { rawValue }
}

extension TimeScanner {
    /// Reads at least one digit; `nil` stands for a number that is too great.
    fileprivate mutating func count() throws(MalformedTime) -> Int64? {
        guard let first = skip("0123456789") else { throw failure("a digit") }
        var value: Int64? = Int64(first - 0x30)
        while let digit = skip("0123456789") {
            guard let before = value else { continue }
            let (shifted, isTooGreat) = before.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooGreat) = shifted.addingReportingOverflow(Int64(digit - 0x30))
            value = isTooGreat || isStillTooGreat ? nil : sum
        }
        return value
    }

    fileprivate mutating func unit(
        of allowed: ArraySlice<PrometheusUnit>
    ) throws(MalformedTime) -> PrometheusUnit {
        let start = offset
        var name = ""
        while let letter = skip("ywdhms") {
            name.append(Character(Unicode.Scalar(letter)))
        }
        if let unit = allowed.first(where: { $0.rawValue == name }) { return unit }
        let names = allowed.map(\.rawValue)
        let choice =
            names.count > 1 ? "one of the units \(names.joined(separator: ", "))" : names.first
        throw failure(choice ?? "the end", at: start)
    }
}
