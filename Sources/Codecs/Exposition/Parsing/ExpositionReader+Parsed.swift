import Bytes

extension ExpositionReader {
    /// The sample that was read last, with everything it says copied out.
    func copy(of sample: ExpositionSample) -> ParsedSample {
        var parsed = ParsedSample(
            name: string(sample.name),
            labels: copy(of: labels),
            value: sample.value,
            offset: sample.series.lowerBound,
            position: position
        )
        parsed.timestamp = sample.timestamp
        if let exemplar = sample.exemplar {
            let labels = copy(of: exemplarLabels)
            parsed.exemplars = [
                ParsedExemplar(labels: labels, value: exemplar.value, timestamp: exemplar.timestamp)
            ]
        }
        return parsed
    }

    private func copy(of labels: [ExpositionLabel]) -> ParsedLabels {
        ParsedLabels(labels.map { .init(name: string($0.name), value: string($0.value)) })
    }
}
