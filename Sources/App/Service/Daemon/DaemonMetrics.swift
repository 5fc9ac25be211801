import Clocks
import HTTPServer
import Metrics

/// What the daemon measures of itself.
final class DaemonMetrics: Sendable {
    let registry: Registry
    private let requests: Family<Histogram>
    private let received: Family<Counter>
    private let sent: Family<Counter>
    private let reloadSucceeded: Gauge
    private let reloadTime: Gauge
    private let settings: RunningSettings

    init(settings: RunningSettings, time: any TimeSource) throws {
        let registry = Registry(time: time)
        self.registry = registry
        self.settings = settings
        try registry.addProcessMetrics()
        try registry.addBuildInfo(
            program: "tocsin",
            version: Build.version,
            revision: Build.revision
        )
        requests = try registry.histogram(
            "http_server_request_duration",
            help: "Time from the request line to the last byte.",
            unit: "seconds",
            labels: ["http_route", "http_request_method", "http_response_status_code"],
            buckets: .both(Self.latencyBounds),
            options: FamilyOptions(exemplars: true)
        )
        received = try registry.counter(
            "http_server_request_body_size",
            help: "Bytes of request bodies.",
            unit: "bytes",
            labels: ["http_route"]
        )
        sent = try registry.counter(
            "http_server_response_body_size",
            help: "Bytes of response bodies.",
            unit: "bytes",
            labels: ["http_route"]
        )
        reloadSucceeded = try registry.gauge(
            "tocsin_config_last_reload_successful",
            help: "Whether the configuration could be read when it was last asked for."
        )
        reloadTime = try registry.gauge(
            "tocsin_config_last_reload_success_timestamp",
            help: "When the configuration in force was read.",
            unit: "seconds"
        )
        let enabled = CollectedFamily.gauge(
            "tocsin_instrument_enabled",
            help: "Whether a part that watches is switched on.",
            labels: ["instrument"]
        )
        try registry.collect([enabled]) { samples in
            for instrument in Instrument.allCases {
                samples.add(enabled, [instrument.rawValue], settings.isOn(instrument) ? 1 : 0)
            }
        }
    }

    /// The boundaries that OpenTelemetry's conventions give for HTTP durations.
    private static let latencyBounds = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    /// Counts what the server turns away and what it has open.
    func watch(_ server: Server) throws {
        let shed = CollectedFamily.counter(
            "tocsin_http_shed",
            help: "Connections and requests not served, by reason.",
            labels: ["reason"]
        )
        let connections = CollectedFamily.gauge(
            "tocsin_http_connections",
            help: "Open connections."
        )
        try registry.collect([shed, connections]) { [weak server] samples in
            guard let server else { return }
            for reason in ShedReason.allCases {
                samples.add(shed, [reason.rawValue], Double(server.shed[reason]))
            }
            samples.add(connections, Double(server.connections))
        }
    }

    func reloaded(at now: Instant) {
        reloadSucceeded.set(1)
        reloadTime.set(Double(now.nanoseconds) / 1e9)
    }

    func reloadFailed() { reloadSucceeded.set(0) }
}

extension DaemonMetrics: RequestObserver {
    func finished(_ request: RequestRecord) {
        guard settings.isOn(.metrics) else { return }
        let route = request.route ?? "unknown"
        let method = Method(rawValue: request.method)?.rawValue ?? "_OTHER"
        let (seconds, attoseconds) = (request.ended - request.started).components
        requests.with(route, method, Self.statuses[request.status] ?? "other")
            .observe(Double(seconds) + Double(attoseconds) / 1e18)
        received.with(route).increment(by: max(0, request.received))
        sent.with(route).increment(by: max(0, request.sent))
    }

    /// Every status as text, so that a request makes none.
    private static let statuses = Dictionary(
        uniqueKeysWithValues: (100...599).map { ($0, String($0)) }
    )
}
