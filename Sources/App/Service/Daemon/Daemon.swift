package import Clocks
import Disk
import HTTPServer
package import Logging
import Metrics

/// The daemon: puts its parts together, runs them until it is told to stop, and takes them down.
package final class Daemon: Sendable {
    private let configuration: Configuration
    private let server: Server
    private let log: Logger
    private let lines: LogStream
    private let reloading: Reloading
    private let readiness: Readiness
    private let supervisor: Supervisor
    private let time: any TimeSource
    private let data: DataDirectory

    /// What the daemon gets from the process it runs in.
    package struct Surroundings: Sendable {
        package var environment: [String: String]
        package var time: any TimeSource
        package var lines: LogStream
        /// Reads the configuration again, from the same places.
        package var load: @Sendable () throws -> Configuration

        package init(
            environment: [String: String],
            time: any TimeSource,
            lines: LogStream,
            load: @escaping @Sendable () throws -> Configuration
        ) {
            self.environment = environment
            self.time = time
            self.lines = lines
            self.load = load
        }
    }

    /// Opens the data directory and the sockets; nothing is answered before `run`.
    package init(in surroundings: Surroundings) throws {
        configuration = try surroundings.load()
        (lines, time) = (surroundings.lines, surroundings.time)
        lines.set(level: configuration.log.level, format: configuration.log.format)
        log = lines.logger("daemon")
        supervisor = Supervisor(environment: surroundings.environment)
        readiness = Readiness(waitingFor: [Self.startUp])
        data = try DataDirectory(configuration.dataDirectory, on: RealDisk())
        let settings = RunningSettings(configuration)
        let metrics = try DaemonMetrics(settings: settings, time: time)
        let reloading = Reloading(
            configuration,
            load: surroundings.load,
            metrics: metrics,
            log: lines.logger("config"),
            time: time,
            supervisor: supervisor
        )
        let routes = DaemonRoutes(
            registry: metrics.registry,
            settings: settings,
            readiness: readiness,
            reload: { try reloading.reload() }
        )
        let server = try Server(
            configuration.http,
            routes: routes.table(),
            log: lines.logger("http"),
            time: time,
            observer: metrics
        )
        try metrics.watch(server)
        reloading.onChange { [lines] new in
            try server.replace(credentials: Credentials(new.http.credentials))
            lines.set(level: new.log.level, format: new.log.format)
            settings.apply(new)
        }
        (self.server, self.reloading) = (server, reloading)
    }

    private static let startUp = "start-up"

    /// Where it can be reached, ports filled in.
    package var addresses: [String] {
        zip(configuration.http.listen, server.ports).map { address, port in
            guard case .tcp(let host, _) = address, let port else { return address.description }
            return ListenAddress.tcp(host: host, port: port).description
        }
    }

    /// What to open in a browser for each address; empty for sockets in the file system.
    package var urls: [String] {
        let scheme = configuration.http.tls == nil ? "http" : "https"
        return addresses.map { $0.hasPrefix("unix:") ? "" : "\(scheme)://\($0)/" }
    }

    /// Serves until `signals` asks to stop (or ends), then drains.
    package func run(until signals: AsyncStream<ProcessSignal>) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { [server] in try await server.run() }
            group.addTask { [self] in await keepWatch() }
            group.addTask { [self] in await tellSuppressed() }
            announce()
            await follow(signals)
            supervisor.tell(.stopping)
            log.info("stopping", ["drain": .text(configuration.http.drainTimeout.prometheus)])
            readiness.wait(for: "the end: stopping")
            group.cancelAll()
            try await group.waitForAll()
        }
        lines.reportSuppressed(all: true)
        log.info("stopped")
    }

    private func announce() {
        for (address, url) in zip(addresses, urls) {
            log.info("listening", ["address": .text(address), "open": .text(url)])
        }
        readiness.done(Self.startUp)
        supervisor.tell(.ready)
        supervisor.tell(.status("listening on \(addresses.joined(separator: ", "))"))
    }

    private func follow(_ signals: AsyncStream<ProcessSignal>) async {
        for await signal in signals {
            guard signal == .reload else { return }
            // The reason has been logged and measured; the old configuration stays in force.
            _ = try? reloading.reload()
        }
    }

    /// Tells the supervisor that the daemon still goes round.
    private func keepWatch() async {
        guard let interval = supervisor.watchdogInterval else { return }
        while (try? await time.sleep(until: time.uptime + interval)) != nil {
            supervisor.tell(.watchdog)
        }
    }

    private func tellSuppressed() async {
        while (try? await time.sleep(until: time.uptime + .seconds(10))) != nil {
            lines.reportSuppressed()
        }
    }
}

extension Server {
    /// A server as the configuration wants it.
    fileprivate convenience init(
        _ http: Configuration.HTTP,
        routes: Routes,
        log: Logger,
        time: any TimeSource,
        observer: any RequestObserver
    ) throws {
        var options = ServerOptions()
        options.limits.connections = http.connections
        options.limits.headTime = http.headerTimeout
        options.limits.drainTime = http.drainTimeout
        options.allowedHosts = http.allowedHosts
        options.allowsStrangers = http.allowsUnauthenticated
        options.report = { log.warn("connection trouble", ["reason": .text($0)]) }
        let tls = http.tls.map {
            TLSFiles(
                certificate: $0.certificate,
                key: $0.key,
                clientAuthority: $0.clientAuthorities
            )
        }
        try self.init(
            http.listen.map { address in
                if case .unix = address { return Listen(address) }
                return Listen(address, tls: tls)
            },
            routes: routes,
            credentials: Credentials(http.credentials),
            options: options,
            time: time,
            observer: observer
        )
    }
}
