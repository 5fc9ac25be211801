/// The units that promlint knows in metric names, and the base unit that should stand for each.
enum MetricUnit {
    /// The first word of the name that is a unit, with its base unit.
    static func find(in name: String) -> (unit: String, base: String)? {
        for word in name.split(separator: "_", omittingEmptySubsequences: true) {
            if let base = bases[String(word)] { return (String(word), base) }
            for prefix in prefixes where word.hasPrefix(prefix) {
                if let base = bases[String(word.dropFirst(prefix.count))] {
                    return (String(word), base)
                }
            }
        }
        return nil
    }

    static let abbreviations = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
    ]

    private static let prefixes = [
        "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega",
        "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi",
    ]

    private static let bases: [String: String] = [
        "amperes": "amperes", "bytes": "bytes", "celsius": "celsius", "grams": "grams",
        "joules": "joules", "kelvin": "kelvin", "meters": "meters", "metres": "metres",
        "seconds": "seconds", "volts": "volts",
        "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds",
        "kelvins": "kelvin", "fahrenheit": "celsius", "rankine": "celsius",
        "inches": "meters", "yards": "meters", "miles": "meters",
        "bits": "bytes", "calories": "joules", "pounds": "grams", "ounces": "grams",
    ]
}
