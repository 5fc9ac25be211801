/// What OpenMetrics demands of one sample by itself.
struct OpenMetricsSample {
    let family: ParsedFamily
    let sample: ParsedSample
    /// What its name has more than the family's.
    let suffix: String

    struct Problem {
        let isAboutValue: Bool
        let message: String
    }

    /// The metric the sample is part of: its labels without the one that tells its parts apart.
    var group: [UInt8] {
        switch (family.type, suffix) {
        // Info metrics of one family count as one group, whatever their labels are.
        case (.info, _): []
        case (.summary, ""): sample.labels.identity(without: "quantile")
        case (.stateSet, _): sample.labels.identity(without: family.name)
        case (.histogram, "_bucket"), (.gaugeHistogram, "_bucket"):
            sample.labels.identity(without: "le")
        default: sample.labels.identity()
        }
    }

    var problem: Problem? {
        if let message = labelProblem { return Problem(isAboutValue: false, message: message) }
        return valueProblem.map { Problem(isAboutValue: true, message: $0) }
    }

    private var labelProblem: String? {
        switch (family.type, suffix) {
        case (.stateSet, _) where sample.labels[family.name] == nil:
            "a state of a stateset needs the label \"\(family.name)\""
        case (_, "_bucket"): bucketProblem
        case (.summary, ""): quantileProblem
        default: nil
        }
    }

    private var bucketProblem: String? {
        guard let text = sample.labels["le"] else { return "a bucket needs the label \"le\"" }
        guard let bound = ExpositionNumber.double(text), !bound.isNaN else {
            return "expected a number as the bucket's \"le\", found \"\(text)\""
        }
        guard bound != .infinity || text == "+Inf" else {
            return "the last bucket's \"le\" is written \"+Inf\", not \"\(text)\""
        }
        return nil
    }

    private var quantileProblem: String? {
        guard let text = sample.labels["quantile"] else {
            return "a sample of a summary needs the label \"quantile\""
        }
        guard let quantile = ExpositionNumber.double(text), quantile >= 0, quantile <= 1 else {
            return "expected a quantile from 0 to 1, found \"\(text)\""
        }
        return nil
    }

    private var valueProblem: String? {
        let value = sample.value
        switch (family.type, suffix) {
        case (.stateSet, _) where value != 0 && value != 1: return "a state is 0 or 1"
        case (.info, _) where value != 1: return "the value of an info is 1"
        case (.summary, "") where value < 0: return "a quantile cannot be negative"
        default: break
        }
        if ["_bucket", "_count", "_gcount"].contains(suffix), !value.isWhole {
            return "a count must be a whole number"
        }
        guard ["_total", "_sum", "_count", "_bucket", "_gcount", "_gsum"].contains(suffix) else {
            return nil
        }
        if value.isNaN { return "a sample \"\(suffix)\" cannot be NaN" }
        return value < 0 && suffix != "_gsum" ? "a sample \"\(suffix)\" cannot be negative" : nil
    }

    /// What is wrong with the sample's exemplar, if it has one.
    var exemplarProblem: String? {
        guard let exemplar = sample.exemplars.first else { return nil }
        switch (family.type, suffix) {
        case (.histogram, "_bucket"), (.gaugeHistogram, "_bucket"), (.counter, "_total"): break
        default: return "only buckets and counters' \"_total\" may have exemplars"
        }
        let length = exemplar.labels.pairs.reduce(0) { sum, pair in
            sum + pair.name.unicodeScalars.count + pair.value.unicodeScalars.count
        }
        guard length <= 128 else {
            return "an exemplar's labels have \(length) characters; 128 are allowed"
        }
        return nil
    }
}

extension Double {
    /// Finite and without a fraction.
    var isWhole: Bool {
        // From 2^52 on no double has a fraction.
        guard magnitude < 0x1p52 else { return isFinite }
        return Double(Int64(self)) == self
    }
}
