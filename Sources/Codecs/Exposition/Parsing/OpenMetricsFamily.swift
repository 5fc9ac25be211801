import Bytes

/// One family of an OpenMetrics exposition while its lines come in.
struct OpenMetricsFamily {
    private(set) var family: ParsedFamily
    private var hasType = false
    private var group: Group?
    private var seenGroups: Set<[UInt8]> = []
    /// The series of the current group at its current timestamp.
    private var seenSeries: Set<[UInt8]> = []

    /// The samples of one metric: the same labels but for `le`, `quantile` and the state.
    private struct Group {
        let identity: [UInt8]
        var timestamp: ExpositionTimestamp?
    }

    init(_ family: ParsedFamily) { self.family = family }

    // MARK: Metadata

    mutating func setHelp(
        _ text: String,
        at offset: Int,
        in bytes: [UInt8]
    ) throws(ExpositionError) {
        guard family.help == nil else { throw twice("HELP", offset, bytes) }
        family.help = text
    }

    mutating func setType(
        _ type: MetricType,
        at offset: Int,
        in bytes: [UInt8]
    ) throws(ExpositionError) {
        guard !hasType else { throw twice("TYPE", offset, bytes) }
        hasType = true
        family.type = type
    }

    mutating func setUnit(
        _ unit: String,
        at offset: Int,
        in bytes: [UInt8]
    ) throws(ExpositionError) {
        guard family.unit == nil else { throw twice("UNIT", offset, bytes) }
        family.unit = unit
        guard unit.isEmpty || family.name.utf8.ends(with: "_\(unit)".utf8) else {
            throw ExpositionError(
                at: offset,
                in: bytes,
                "the unit \"\(unit)\" must end the name: \"\(family.name)_\(unit)\""
            )
        }
    }

    private func twice(_ keyword: String, _ offset: Int, _ bytes: [UInt8]) -> ExpositionError {
        ExpositionError(at: offset, in: bytes, "a second \(keyword) of \"\(family.name)\"")
    }

    // MARK: Names

    private var suffixes: [String] {
        switch family.type {
        case .counter: ["_total", "_created"]
        case .summary: ["", "_count", "_sum", "_created"]
        case .histogram: ["_bucket", "_count", "_sum", "_created"]
        case .gaugeHistogram: ["_bucket", "_gcount", "_gsum"]
        case .info: ["_info"]
        case .gauge, .stateSet, .unknown: [""]
        }
    }

    /// Whether a sample of this name belongs to the family.
    func takes(_ name: String) -> Bool {
        suffixes.contains { name.utf8.elementsEqual((family.name + $0).utf8) }
    }

    /// Its own name and those its samples may have, whether they are there or not.
    var claimedNames: [String] {
        [family.name] + suffixes.filter { !$0.isEmpty }.map { family.name + $0 }
    }

    /// For errors: `"a_total" or "a_created"`.
    var sampleNames: String {
        let names = suffixes.map { "\"\(family.name + $0)\"" }
        return names.joined(separator: " or ") + " as a sample of a \(family.type.rawValue)"
    }

    // MARK: Samples

    mutating func add(
        _ parsed: ParsedSample,
        _ sample: ExpositionSample,
        in bytes: [UInt8]
    ) throws(ExpositionError) {
        let suffix = String(parsed.name.dropFirst(family.name.count))
        let check = OpenMetricsSample(family: family, sample: parsed, suffix: suffix)
        if let problem = check.problem {
            let isValue = problem.isAboutValue
            let offset = isValue ? sample.valueRange.lowerBound : parsed.offset
            throw ExpositionError(at: offset, in: bytes, problem.message)
        }
        if let message = check.exemplarProblem, let exemplar = sample.exemplar {
            throw ExpositionError(at: exemplar.offset, in: bytes, message)
        }
        if let message = enter(parsed, check.group) {
            throw ExpositionError(at: parsed.offset, in: bytes, message)
        }
        family.samples.append(parsed)
    }

    /// Follows the order of groups and timestamps; returns what is wrong with it.
    private mutating func enter(_ sample: ParsedSample, _ identity: [UInt8]) -> String? {
        defer {
            group = Group(identity: identity, timestamp: sample.timestamp)
            seenGroups.insert(identity)
        }
        guard let group, group.identity == identity else {
            seenSeries = [sample.seriesIdentity]
            guard seenGroups.contains(identity) else { return nil }
            return "samples of one metric must stand together; other labels came in between"
        }
        guard (sample.timestamp == nil) == (group.timestamp == nil) else {
            return "either all samples of a metric have a timestamp or none has"
        }
        if let now = sample.timestamp, let before = group.timestamp {
            if now < before, family.type != .info {
                return "the timestamp \(now) is before \(before), the one above"
            }
            if now != before { seenSeries.removeAll() }
        }
        // The same timestamp twice may come from rounding; without any, it is a duplicate.
        guard seenSeries.insert(sample.seriesIdentity).inserted || sample.timestamp != nil else {
            return "the series occurs twice"
        }
        return nil
    }

    /// What can only be told once all samples are there.
    func checkWhole(in bytes: [UInt8]) throws(ExpositionError) {
        if let unit = family.unit, !unit.isEmpty, [.info, .stateSet].contains(family.type) {
            let message =
                "the type \(family.type.rawValue) has no unit, but \"\(family.name)\" has one"
            throw ExpositionError(at: family.offset, in: bytes, message)
        }
        guard [.histogram, .gaugeHistogram].contains(family.type) else { return }
        try OpenMetricsBuckets.check(family, in: bytes)
    }
}

extension ParsedSample {
    /// Equal for samples of the same series.
    var seriesIdentity: [UInt8] { Array(name.utf8) + [0xFF] + labels.identity() }
}

extension String.UTF8View {
    fileprivate func ends(with suffix: String.UTF8View) -> Bool {
        count >= suffix.count && dropFirst(count - suffix.count).elementsEqual(suffix)
    }
}
