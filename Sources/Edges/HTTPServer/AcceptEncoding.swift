/// What the Accept-Encoding field says about gzip.
enum AcceptEncoding {
    /// Whether gzip is acceptable and not liked less than no coding at all.
    static func prefersGzip(_ values: [String]) -> Bool {
        var gzip: Int?
        var anything: Int?
        var identity = 0
        for value in values {
            for item in value.split(separator: ",") {
                let parts = item.split(separator: ";").map(trimmed)
                guard let coding = parts.first?.lowercased() else { continue }
                let weight = weight(parts.dropFirst())
                switch coding {
                case "gzip", "x-gzip": gzip = weight
                case "*": anything = weight
                case "identity": identity = weight
                default: break
                }
            }
        }
        let liking = gzip ?? anything ?? 0
        return liking > 0 && liking >= identity
    }

    /// The q-value in thousandths; a malformed one counts as none at all.
    private static func weight(_ parameters: ArraySlice<String>) -> Int {
        guard let parameter = parameters.first(where: { $0.lowercased().hasPrefix("q=") }) else {
            return 1000
        }
        guard let value = Double(parameter.dropFirst(2)), value >= 0, value <= 1 else { return 0 }
        return Int(value * 1000)
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
