import Clocks

/// What is read as a date or duration is written and read again the same.
func fuzzTime(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let instant = try? Instant(rfc3339: text) {
        let written = instant.rfc3339(.nanoseconds)
        precondition((try? Instant(rfc3339: written)) == instant)
    }
    if let instant = try? Instant(httpDate: text, now: .epoch) {
        precondition((try? Instant(httpDate: instant.httpDate, now: .epoch)) == instant)
    }
    if let duration = try? Duration(prometheus: text) {
        precondition((try? Duration(prometheus: duration.prometheus)) == duration)
    }
}
