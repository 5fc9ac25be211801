package import Clocks

/// Collects sampled spans and exports them in batches, from `run()`.
///
/// Ending a span costs its caller a short lock and a copy. When the exporter is slow or hangs, the
/// queue fills up and further spans are dropped and counted; nobody waits. A forked child has a
/// queue of its own, empty at first.
public final class BatchSpanProcessor: SpanProcessor {
    private let exporter: any SpanExporter
    private let options: Options
    private let time: any TimeSource
    private let lanes: ForkLocal<BatchLane>
    private let meter: ExportMeter
    private let componentType: String
    private let report: TracingProblem.Report

    /// Without any delay `run()` would never sleep.
    private static let shortestDelay = Duration.milliseconds(1)

    /// The defaults are those of OpenTelemetry.
    public struct Options: Hashable, Sendable {
        /// How long a span waits for others at most.
        public var scheduleDelay: Duration = .seconds(5)
        /// How long one export may take.
        public var exportTimeout: Duration = .seconds(30)
        public var maxQueueSize = 2048
        /// More than the queue holds counts as what it holds.
        public var maxExportBatchSize = 512

        public init() {}
    }

    public convenience init(
        _ exporter: any SpanExporter,
        _ options: Options = Options(),
        report: @escaping TracingProblem.Report = TracingProblem.printed
    ) {
        self.init(exporter, options, time: SystemTime(), report: report)
    }

    package convenience init(
        _ exporter: any SpanExporter,
        _ options: Options = Options(),
        time: any TimeSource,
        report: @escaping TracingProblem.Report = TracingProblem.printed
    ) {
        self.init(exporter, options, time, "batching_span_processor", report)
    }

    /// Exports every span by itself and at once, one after the other, yet not where it ends.
    public static func simple(
        _ exporter: any SpanExporter,
        maxQueueSize: Int = 2048,
        report: @escaping TracingProblem.Report = TracingProblem.printed
    ) -> BatchSpanProcessor {
        simple(exporter, maxQueueSize: maxQueueSize, time: SystemTime(), report: report)
    }

    package static func simple(
        _ exporter: any SpanExporter,
        maxQueueSize: Int = 2048,
        time: any TimeSource,
        report: @escaping TracingProblem.Report = TracingProblem.printed
    ) -> BatchSpanProcessor {
        var options = Options()
        options.maxQueueSize = maxQueueSize
        options.maxExportBatchSize = 1
        return BatchSpanProcessor(exporter, options, time, "simple_span_processor", report)
    }

    private init(
        _ exporter: any SpanExporter,
        _ options: Options,
        _ time: any TimeSource,
        _ componentType: String,
        _ report: @escaping TracingProblem.Report
    ) {
        self.exporter = exporter
        self.options = options
        self.time = time
        self.componentType = componentType
        self.report = report
        meter = ExportMeter(exporter)
        lanes = ForkLocal {
            BatchLane(capacity: options.maxQueueSize, batchSize: options.maxExportBatchSize)
        }
    }

    public func onEnd(_ span: EndedSpan) {
        guard span.isSampled else { return }
        switch lanes.with({ $0.add(span) }) {
        case .stored, .refused: break
        case .refusedFirst: report(.queueFull(capacity: options.maxQueueSize))
        case .woke(let sleeper): sleeper?.resume()
        }
    }

    public func run() async {
        let lane = lanes.value
        while !lane.take() {
            // A flush is exporting; it releases the lane when it is done.
            await lane.wait(for: .max)
            if Task.isCancelled { return }
        }
        defer { lane.release() }
        let delay = max(options.scheduleDelay, Self.shortestDelay)
        var due = time.uptime + delay
        while !Task.isCancelled {
            let uptime = time.uptime
            let isDue = uptime >= due
            if isDue { due = uptime + delay }
            switch lane.next(isDue: isDue) {
            case .stop: return
            case .export(let batch): await export(batch, lane)
            case .sleep: await Race.run(until: due, time, late: ()) { await lane.sleep() }
            }
        }
    }

    public func forceFlush(within limit: Duration) async -> Completion {
        let lane = lanes.value
        return await Race.run(until: time.uptime + limit, time, late: .timeout) {
            await self.drain(lane, to: lane.want())
            do {
                try await self.exporter.forceFlush()
                return .success
            } catch {
                return .failure
            }
        }
    }

    public func shutdown(within limit: Duration) async -> Completion {
        let lane = lanes.value
        lane.close()
        return await Race.run(until: time.uptime + limit, time, late: .timeout) {
            await self.drain(lane, to: lane.want())
            await self.exporter.shutdown()
            return .success
        }
    }

    /// Waits until `run()` has exported everything up to `target`, or does it where nobody runs.
    private func drain(_ lane: BatchLane, to target: UInt64) async {
        while !lane.isSettled(target), !Task.isCancelled {
            guard lane.take() else {
                await lane.wait(for: target)
                continue
            }
            defer { lane.release() }
            while !lane.isSettled(target), !Task.isCancelled,
                case .export(let batch) = lane.next(isDue: true)
            {
                await export(batch, lane)
            }
        }
    }

    private func export(_ batch: consuming [EndedSpan], _ lane: BatchLane) async {
        let count = batch.count
        let failure = await meter.measure(batch.map(\.data), within: options.exportTimeout, time)
        if let failure { report(.exportFailed(spans: count, reason: failure)) }
        batch.removeAll(keepingCapacity: true)
        lane.settle(count, batch)
    }

    public var measurements: [SelfMeasurement] {
        let figures = lanes.with { $0.figures }
        let component: Attributes = [
            "otel.component.type": .string(componentType),
            "otel.component.name": .string("\(componentType)/\(meter.number)"),
        ]
        func processed(_ count: UInt64, _ errorType: String?) -> SelfMeasurement {
            var attributes = component
            attributes[.errorType] = errorType.map { .string($0) }
            return SelfMeasurement(
                SelfMetric.processed,
                unit: "{span}",
                .counter(count),
                attributes
            )
        }
        let size = SelfMeasurement.Value.level(Int64(figures.size))
        let capacity = SelfMeasurement.Value.level(Int64(figures.capacity))
        return [
            SelfMeasurement(SelfMetric.queueSize, unit: "{span}", size, component),
            SelfMeasurement(SelfMetric.queueCapacity, unit: "{span}", capacity, component),
            processed(figures.settled, nil),
            processed(figures.full, "queue_full"),
            processed(figures.late, "already_shutdown"),
        ] + meter.measurements
    }
}
