import Bytes
import Exposition

/// Small, so that the fuzzer meets them.
private var limits: ExpositionLimits {
    var limits = ExpositionLimits()
    limits.lineLength = 4096
    limits.labels = 20
    limits.nameLength = 100
    limits.buckets = 100
    return limits
}

/// What the strict parser takes, the scraper must take, too.
func fuzzOpenMetrics(_ bytes: [UInt8]) {
    let check = ExpositionCheck.run(bytes, format: .openMetrics1, limits: limits)
    let count = scraped(bytes, .openMetrics)
    precondition(!check.problems.isEmpty || count != nil, "strictly valid, but not scraped")
}

func fuzzTextFormat(_ bytes: [UInt8]) {
    let check = ExpositionCheck.run(bytes, format: .text1, limits: limits)
    let count = scraped(bytes, .text)
    precondition(!check.problems.isEmpty || count != nil, "strictly valid, but not scraped")
}

func fuzzProtobufExposition(_ bytes: [UInt8]) {
    _ = ExpositionCheck.run(bytes, format: .protobuf, limits: limits)
}

/// How many samples a scraper finds, touching every part of them; `nil` when it is refused.
private func scraped(_ bytes: [UInt8], _ syntax: ExpositionReader.Syntax) -> Int? {
    var reader = ExpositionReader(bytes, syntax: syntax, isStrict: false, limits: limits)
    var count = 0
    do {
        while let item = try reader.next() {
            switch item {
            case .help(let name, let text): _ = reader.string(name) + reader.string(text)
            case .type(let name, _): _ = reader.string(name)
            case .unit(let name, let unit): _ = reader.string(name) + reader.string(unit)
            case .sample(let sample):
                count += 1
                _ = reader.string(sample.name)
                _ = sample.timestamp?.milliseconds
                for label in reader.labels + reader.exemplarLabels {
                    _ = reader.string(label.name) + reader.string(label.value)
                }
            }
        }
    } catch {
        return nil
    }
    return count
}
