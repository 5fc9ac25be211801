internal import Clocks
internal import Synchronization

/// Calls an exporter within a time limit, and counts what comes of it.
final class ExportMeter: Sendable {
    /// Tells the exporters and processors of one kind apart.
    let number: Int
    private let exporter: any SpanExporter
    private let figures = Mutex(Figures())

    /// As the conventions advise for durations of remote calls.
    private static let bounds = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
    /// Further kinds of errors are counted together.
    private static let mostErrorTypes = 16
    private static let last = Atomic<Int>(-1)

    private struct Figures {
        var inflight = 0
        /// By `error.type`; the empty one is success.
        var exported: [String: UInt64] = ["": 0]
        var operations: [String: Histogram] = [:]
    }

    private struct Histogram {
        var sum = 0.0
        var counts = [UInt64](repeating: 0, count: ExportMeter.bounds.count + 1)

        mutating func observe(_ seconds: Double) {
            sum += seconds
            counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        }
    }

    init(_ exporter: any SpanExporter) {
        self.exporter = exporter
        number = Self.last.add(1, ordering: .relaxed).newValue
    }

    /// Exports; returns why it failed, or `nil`.
    func measure(
        _ batch: [SpanData],
        within limit: Duration,
        _ time: any TimeSource
    ) async -> String? {
        let start = time.uptime
        figures.withLock { $0.inflight += batch.count }
        let late = Failure(type: "timeout", reason: "no answer within \(limit)")
        let failure: Failure? = await Race.run(until: start + limit, time, late: late) {
            do {
                try await self.exporter.export(batch)
                return nil
            } catch {
                return Failure(error)
            }
        }
        let (seconds, attoseconds) = (time.uptime - start).components
        figures.withLock { figures in
            figures.inflight -= batch.count
            let known = figures.exported.count <= Self.mostErrorTypes
            let type = failure?.type ?? ""
            let counted = known || figures.exported[type] != nil ? type : "_OTHER"
            figures.exported[counted, default: 0] &+= UInt64(batch.count)
            figures.operations[counted, default: Histogram()]
                .observe(Double(seconds) + Double(attoseconds) * 1e-18)
        }
        return failure?.reason
    }

    private struct Failure: Sendable {
        let type: String
        let reason: String

        init(type: String, reason: String) {
            self.type = type
            self.reason = reason
        }

        init(_ error: any Error) {
            let named = (error as? any ErrorTypeNaming)?.errorType
            type = named ?? String(reflecting: Swift.type(of: error))
            reason = String(describing: error)
        }
    }

    var measurements: [SelfMeasurement] {
        let figures = figures.withLock { $0 }
        var component = exporter.componentAttributes
        component["otel.component.type"] = .string(exporter.componentType)
        component["otel.component.name"] = .string("\(exporter.componentType)/\(number)")
        func with(_ type: String) -> Attributes {
            var attributes = component
            if !type.isEmpty { attributes[.errorType] = .string(type) }
            return attributes
        }
        let inflight = SelfMeasurement.Value.level(Int64(figures.inflight))
        var all = [SelfMeasurement(SelfMetric.inflight, unit: "{span}", inflight, component)]
        for (type, count) in figures.exported.sorted(by: { $0.key < $1.key }) {
            let exported = SelfMeasurement.Value.counter(count)
            all.append(
                SelfMeasurement(SelfMetric.exported, unit: "{span}", exported, with(type))
            )
        }
        for (type, histogram) in figures.operations.sorted(by: { $0.key < $1.key }) {
            let durations = SelfMeasurement.Value.histogram(
                count: histogram.counts.reduce(0, &+),
                sum: histogram.sum,
                bounds: Self.bounds,
                counts: histogram.counts
            )
            all.append(
                SelfMeasurement(SelfMetric.exportDuration, unit: "s", durations, with(type))
            )
        }
        return all
    }
}
