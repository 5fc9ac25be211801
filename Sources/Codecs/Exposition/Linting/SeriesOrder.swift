import Bytes

/// What promtool does not look at and Prometheus stumbles over: a series that occurs twice, and
/// families that do not stand together.
enum SeriesOrder {
    static func findings(in families: [ParsedFamily]) -> [Finding] {
        families.flatMap(repeated) + scattered(families)
    }

    private static func repeated(in family: ParsedFamily) -> [Finding] {
        var seen: [[UInt8]: TextPosition?] = [:]
        for sample in family.samples where sample.histogram == nil {
            // OpenMetrics allows several points of a series, if their timestamps tell them apart.
            var identity = sample.seriesIdentity
            if sample.timestamp != nil { identity += "\(sample.position?.line ?? 0)".utf8 }
            let first = seen.updateValue(sample.position, forKey: identity)
            guard let first else { continue }
            let place = first.map { ", first in line \($0.line)" } ?? ""
            let text = "the series occurs twice\(place)"
            return [Finding(position: sample.position, metric: sample.name, text: text)]
        }
        return []
    }

    private static func scattered(_ families: [ParsedFamily]) -> [Finding] {
        let samples = families.indices
            .flatMap { family in families[family].samples.map { (family, $0) } }
            .sorted { $0.1.offset < $1.1.offset }
        var left: Set<Int> = []
        var told: Set<Int> = []
        var current: Int?
        var findings: [Finding] = []
        for (family, sample) in samples where family != current {
            if let current { left.insert(current) }
            current = family
            guard left.contains(family), told.insert(family).inserted else { continue }
            let text = "the samples of a metric should stand together"
            let metric = families[family].name
            findings.append(Finding(position: sample.position, metric: metric, text: text))
        }
        return findings
    }
}
