import Clocks
import Logging
import Synchronization

/// Reads the configuration again while the daemon runs: all of it is put in force, or nothing.
final class Reloading: Sendable {
    private let load: @Sendable () throws -> Configuration
    private let state: Mutex<State>
    private let metrics: DaemonMetrics
    private let log: Logger
    private let time: any TimeSource
    private let supervisor: Supervisor

    private struct State {
        var current: Configuration
        var apply: @Sendable (Configuration) throws -> Void = { _ in }
    }

    init(
        _ configuration: Configuration,
        load: @escaping @Sendable () throws -> Configuration,
        metrics: DaemonMetrics,
        log: Logger,
        time: any TimeSource,
        supervisor: Supervisor
    ) {
        self.load = load
        self.metrics = metrics
        self.log = log
        self.time = time
        self.supervisor = supervisor
        state = Mutex(State(current: configuration))
        metrics.reloaded(at: time.now)
    }

    /// Says what puts a new configuration in force; it changes nothing when it throws.
    func onChange(_ apply: @escaping @Sendable (Configuration) throws -> Void) {
        state.withLock { $0.apply = apply }
    }

    /// Returns which settings will only count after a restart.
    @discardableResult
    func reload() throws -> [String] {
        supervisor.tell(.reloading(uptime: time.uptime))
        defer { supervisor.tell(.ready) }
        do {
            let new = try load()
            let waiting = try state.withLock { state in
                try state.apply(new)
                let changed = new.settings.differences(from: state.current.settings)
                state.current = new
                return changed.filter { !Self.applied.contains($0) }
            }
            metrics.reloaded(at: time.now)
            if waiting.isEmpty {
                log.info("configuration reloaded")
            } else {
                log.warn(
                    "configuration reloaded; some settings count after a restart",
                    ["settings": .text(waiting.joined(separator: ","))]
                )
            }
            return waiting
        } catch {
            metrics.reloadFailed()
            log.error(
                "the new configuration is wrong; the old one stays in force",
                ["error": LogValue("\(error)")]
            )
            throw error
        }
    }

    /// The settings that a reload puts in force at once.
    private static let applied: Set<String> = [
        "log.level", "log.format", "metrics.enabled", "metrics.created_lines", "http.token",
        "http.credentials",
    ]
}
