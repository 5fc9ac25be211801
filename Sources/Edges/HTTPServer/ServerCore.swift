import Clocks
import Synchronization

/// What every thread and listener of one server shares.
final class ServerCore: Sendable {
    let routes: Routes
    let options: ServerOptions
    let time: any TimeSource
    let observer: (any RequestObserver)?
    let shed = Shed()
    let table: ConnectionTable
    let gate = Gate()
    private let held: Mutex<Credentials>
    private let draining = Atomic<Bool>(false)

    init(
        routes: Routes,
        credentials: Credentials,
        options: ServerOptions,
        time: any TimeSource,
        observer: (any RequestObserver)?
    ) {
        self.routes = routes
        held = Mutex(credentials)
        self.options = options
        self.time = time
        self.observer = observer
        table = ConnectionTable(limits: options.limits, shed: shed)
    }

    var limits: Limits { options.limits }

    /// Who may come in at this moment.
    var credentials: Credentials {
        get { held.withLock { $0 } }
        set(new) { held.withLock { $0 = new } }
    }

    /// Whether connections are closed after their next answer.
    var isDraining: Bool { draining.load(ordering: .relaxed) }
    func startDraining() { draining.store(true, ordering: .relaxed) }
}

/// How a server is set up, besides where it listens and what it answers.
package struct ServerOptions: Sendable {
    package var limits = Limits()
    /// Threads a listener is served by; 0 means one for each processor.
    package var threads = 0
    /// Names by which browsers may reach a server without credentials, besides those of loopback.
    package var allowedHosts: [String] = []
    /// Opens the server to everyone on a reachable address without credentials.
    package var allowsStrangers = false
    /// Where sentences for the log go.
    package var report: @Sendable (String) -> Void = { _ in }

    package init() {}
}
