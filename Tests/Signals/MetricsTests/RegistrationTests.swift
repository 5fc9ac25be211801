import Exposition
import Testing

@testable import Metrics

struct RegistrationTests {
    private typealias Reason = MetricError.Reason

    private func reason(_ register: (Registry) throws -> Void) -> MetricError.Reason? {
        do {
            try register(Registry())
            return nil
        } catch let error as MetricError {
            return error.reason
        } catch {
            return nil
        }
    }

    @Test func `the same shape is the same metric`() throws {
        let registry = Registry()
        let first = try registry.counter("requests", help: "h")
        #expect(try registry.counter("requests_total", help: "h") === first)
        let family = try registry.histogram("h", help: "", labels: ["a"], buckets: .both())
        let again = try registry.histogram("h", help: "", labels: ["a"], buckets: .both())
        #expect(again.with("x") === family.with("x"))
    }

    @Test func `another shape under the same name is refused`() {
        let others: [(Registry) throws -> Void] = [
            { _ = try $0.gauge("m", help: "h") },
            { _ = try $0.counter("m", help: "other") },
            { _ = try $0.counter("m", help: "h", labels: ["a"]) },
            { _ = try $0.counter("m", help: "h", options: FamilyOptions(exemplars: true)) },
        ]
        for other in others {
            #expect(
                reason { registry in
                    _ = try registry.counter("m", help: "h")
                    try other(registry)
                } == .differentShape
            )
        }
    }

    @Test func `series names may not clash, in whatever spelling`() {
        #expect(
            reason {
                _ = try $0.counter("foo", help: "")
                _ = try $0.gauge("foo_created", help: "")
            } == .clash(series: "foo_created", other: "foo")
        )
        #expect(
            reason {
                _ = try $0.histogram("a.b", help: "")
                try $0.gauge("a_b_count", help: "") { 1 }
            } == .clash(series: "a_b_count", other: "a.b")
        )
        #expect(
            reason { _ = try $0.gauge("tocsin_metrics_cardinality_overflows_total", help: "") }
                != nil
        )
    }

    @Test func `labels are checked`() {
        func labels(_ labels: [String]) -> Reason? {
            reason { _ = try $0.gauge("g", help: "", labels: labels) }
        }
        #expect(labels([""]) == .invalidLabel(""))
        #expect(labels(["__name__"]) == .reservedLabel("__name__"))
        #expect(labels(["otel_metric_overflow"]) == .reservedLabel("otel_metric_overflow"))
        #expect(labels(["a", "a"]) == .duplicateLabel("a"))
        #expect(labels(["a.b", "a_b"]) == .duplicateLabel("a_b"))
        #expect(labels(["größe", "le", "quantile"]) == nil)
        #expect(
            reason { _ = try $0.histogram("h", help: "", labels: ["le"]) } == .reservedLabel("le")
        )
        #expect(
            reason { _ = try $0.summary("s", help: "", labels: ["quantile"]) }
                == .reservedLabel("quantile")
        )
        #expect(
            reason { _ = try $0.stateSet("s", help: "", states: ["on"], labels: ["s"]) }
                == .reservedLabel("s")
        )
    }

    @Test func `names and units are checked and completed`() throws {
        #expect(reason { _ = try $0.gauge("", help: "") } == .emptyName)
        #expect(reason { _ = try $0.counter("_total", help: "") } == .emptyName)
        #expect(reason { _ = try $0.gauge("g", help: "", unit: "a b") } == .invalidUnit("a b"))
        let registry = Registry()
        _ = try registry.counter("cpu", help: "", unit: "seconds")
        _ = try registry.gauge("free_bytes", help: "", unit: "bytes")
        #expect(registry.text().contains("cpu_seconds_total 0\n"))
        #expect(registry.text().contains("free_bytes 0\n"))
    }

    @Test(arguments: [
        Buckets.classic([1, 1]), .classic([2, 1]), .classic([.nan]), .classic([.infinity, 1]),
        .classic([-.infinity]), .native(NativeBuckets(factor: 1)),
        .native(NativeBuckets(factor: .nan)), .native(NativeBuckets(zeroThreshold: -1)),
        .native(NativeBuckets(limit: 0)), .linear(start: 0, width: 1, count: 1025),
        .exponential(start: 0, factor: 2, count: 2),
    ])
    func `impossible buckets are refused`(buckets: Buckets) {
        guard
            case .invalidBuckets = reason({ _ = try $0.histogram("h", help: "", buckets: buckets) })
        else {
            Issue.record("\(buckets) were accepted")
            return
        }
    }

    @Test func `a last bound of infinity is taken as said anyway`() throws {
        let registry = Registry()
        _ = try registry.histogram("h", help: "", buckets: .classic([1, .infinity]))
        #expect(SnapshotRecorder(registry).histograms.first?.buckets.count == 2)
    }

    @Test func `quantiles, states and options are checked`() {
        #expect(reason { _ = try $0.summary("s", help: "", quantiles: [0.9, 0.5]) } != nil)
        #expect(reason { _ = try $0.summary("s", help: "", quantiles: [1.1]) } != nil)
        #expect(reason { _ = try $0.summary("s", help: "", window: .zero) } != nil)
        #expect(reason { _ = try $0.stateSet("s", help: "", states: []) } != nil)
        #expect(reason { _ = try $0.stateSet("s", help: "", states: ["a", "a"]) } != nil)
        #expect(reason { _ = try $0.stateSet("a:b", help: "", states: ["a"]) } != nil)
        #expect(
            reason { _ = try $0.gauge("g", help: "", options: FamilyOptions(cardinalityLimit: 0)) }
                != nil
        )
    }

    @Test func `an error reads as a sentence`() {
        let error = MetricError(metric: "h", reason: .reservedLabel("le"))
        #expect(error.description == "metric h: the label \"le\" is reserved")
    }
}
