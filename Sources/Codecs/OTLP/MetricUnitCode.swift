/// Units by their codes (UCUM), as OpenTelemetry has them, instead of by their English words.
enum MetricUnitCode {
    /// A word that is not known is passed on as it is.
    static func code(of word: String) -> String {
        switch word {
        case "seconds": "s"
        case "milliseconds": "ms"
        case "microseconds": "us"
        case "nanoseconds": "ns"
        case "minutes": "min"
        case "hours": "h"
        case "days": "d"
        case "bytes": "By"
        case "bits": "bit"
        case "ratio": "1"
        case "percent": "%"
        case "celsius": "Cel"
        case "meters": "m"
        case "grams": "g"
        case "joules": "J"
        case "watts": "W"
        case "volts": "V"
        case "amperes": "A"
        case "hertz": "Hz"
        default: word
        }
    }
}
