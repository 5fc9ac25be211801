import Bytes
import Wire

/// Turns the value of one `Metric` message into the samples it would be in text.
struct ProtobufValue {
    let name: String
    let labels: ParsedLabels
    let limits: ExpositionLimits
    let offset: Int

    func samples(
        of type: MetricType,
        from message: WireReader
    ) throws(WireError) -> [ParsedSample] {
        switch type {
        case .summary: try summary(message)
        case .histogram, .gaugeHistogram: try histogram(message, isGauge: type == .gaugeHistogram)
        default: [try simple(message)]
        }
    }

    private func sample(
        _ suffix: String = "",
        _ value: Double,
        _ label: (name: String, value: Double)? = nil
    ) -> ParsedSample {
        var labels = labels
        if let label {
            var text = ByteBuffer(capacity: 32)
            text.append(bound: label.value, isCanonical: true)
            labels.pairs.append(.init(name: label.name, value: text.string))
        }
        return ParsedSample(name: name + suffix, labels: labels, value: value, offset: offset)
    }

    /// A `Counter`, `Gauge` or `Untyped`; only the first has more than its value.
    private func simple(_ message: WireReader) throws(WireError) -> ParsedSample {
        var sample = sample("", 0)
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: sample.value = try field.double()
            case 2: sample.exemplars = [try exemplar(message.message(field), at: field.offset)]
            case 3: sample.created = try timestamp(message.message(field), at: field.offset)
            default: break
            }
        }
        return sample
    }

    private func summary(_ message: WireReader) throws(WireError) -> [ParsedSample] {
        var quantiles: [ParsedSample] = []
        var count: Double = 0
        var sum: Double = 0
        var created: ExpositionTimestamp?
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: count = Double(try field.uint64())
            case 2: sum = try field.double()
            case 3:
                let (quantile, value) = try pair(message.message(field))
                quantiles.append(sample("", value, ("quantile", quantile)))
            case 4: created = try timestamp(message.message(field), at: field.offset)
            default: break
            }
        }
        guard quantiles.count <= limits.buckets else { throw refused("too many quantiles") }
        var samples = quantiles + [sample("_sum", sum), sample("_count", count)]
        for position in samples.indices { samples[position].created = created }
        return samples
    }

    /// A `Quantile`: two doubles.
    private func pair(_ message: WireReader) throws(WireError) -> (Double, Double) {
        var first: Double = 0
        var second: Double = 0
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: first = try field.double()
            case 2: second = try field.double()
            default: break
            }
        }
        return (first, second)
    }

    private func histogram(
        _ message: WireReader,
        isGauge: Bool
    ) throws(WireError) -> [ParsedSample] {
        var buckets: [ParsedSample] = []
        var hasLast = false
        var created: ExpositionTimestamp?
        var exemplars: [ParsedExemplar] = []
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 3:
                guard buckets.count < limits.buckets else {
                    throw refused("more than \(limits.buckets) buckets")
                }
                let (bucket, bound) = try bucket(message.message(field))
                buckets.append(bucket)
                hasLast = hasLast || bound == .infinity
            case 15: created = try timestamp(message.message(field), at: field.offset)
            case 16: exemplars.append(try exemplar(message.message(field), at: field.offset))
            default: break
            }
        }
        let native = try ProtobufHistogram(message, limits: limits).parsed(at: offset)
        var samples: [ParsedSample] = []
        if native.isNative {
            var whole = sample("", native.histogram.count)
            whole.histogram = native.histogram
            whole.exemplars = exemplars
            samples.append(whole)
        }
        if !native.isNative || !buckets.isEmpty {
            if !hasLast {
                buckets.append(sample("_bucket", native.histogram.count, ("le", .infinity)))
            }
            samples += buckets
            samples.append(sample(isGauge ? "_gsum" : "_sum", native.histogram.sum))
            samples.append(sample(isGauge ? "_gcount" : "_count", native.histogram.count))
        }
        for position in samples.indices { samples[position].created = created }
        return samples
    }

    /// A classic `Bucket`.
    private func bucket(_ message: WireReader) throws(WireError) -> (ParsedSample, bound: Double) {
        var count: Double = 0
        var bound: Double = 0
        var exemplars: [ParsedExemplar] = []
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: count = Double(try field.uint64())
            case 2: bound = try field.double()
            case 3: exemplars = [try exemplar(message.message(field), at: field.offset)]
            case 4: count = try field.double()
            default: break
            }
        }
        guard !bound.isNaN, !count.isNaN, count >= 0 else {
            throw refused("a bucket with NaN in it")
        }
        var bucket = sample("_bucket", count, ("le", bound))
        bucket.exemplars = exemplars
        return (bucket, bound)
    }

    private func exemplar(
        _ message: WireReader,
        at offset: Int
    ) throws(WireError) -> ParsedExemplar {
        var exemplar = ParsedExemplar(labels: ParsedLabels(), value: 0)
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1:
                let label = try message.message(field)
                try exemplar.labels.add(label: label, limits: limits, at: field.offset)
            case 2: exemplar.value = try field.double()
            case 3: exemplar.timestamp = try timestamp(message.message(field), at: field.offset)
            default: break
            }
        }
        return exemplar
    }

    /// A `google.protobuf.Timestamp`.
    private func timestamp(
        _ message: WireReader,
        at offset: Int
    ) throws(WireError) -> ExpositionTimestamp {
        var seconds: Int64 = 0
        var nanoseconds: Int32 = 0
        var fields = message
        while let field = try fields.next() {
            switch field.number {
            case 1: seconds = try field.int64()
            case 2: nanoseconds = try field.int32()
            default: break
            }
        }
        guard (0..<1_000_000_000).contains(nanoseconds) else {
            let sentence = "a timestamp with \(nanoseconds) nanoseconds in its second"
            throw WireError(offset: offset, reason: .refused(sentence))
        }
        return ExpositionTimestamp(
            nanoseconds: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)
        )
    }

    private func refused(_ sentence: String) -> WireError {
        WireError(offset: offset, reason: .refused("\"\(name)\": \(sentence)"))
    }
}
