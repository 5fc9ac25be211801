import CMicroHTTPD
package import Clocks

/// An HTTP/1.1 server: listeners, one table of routes, limits, and who may come in.
///
/// The sockets are open once `init` returns; requests are served while `run()` runs.
package final class Server: Sendable {
    private let core: ServerCore
    private let listeners: [Listener]

    /// Where to listen, and with which certificate.
    package struct Listen: Sendable {
        package var address: ListenAddress
        package var tls: TLSFiles?

        package init(_ address: ListenAddress, tls: TLSFiles? = nil) {
            self.address = address
            self.tls = tls
        }
    }

    package init(
        _ listen: [Listen],
        routes: Routes,
        credentials: Credentials = Credentials(),
        options: ServerOptions = ServerOptions(),
        time: any TimeSource,
        observer: (any RequestObserver)? = nil
    ) throws(ServerError) {
        let core = ServerCore(
            routes: routes,
            credentials: credentials,
            options: options,
            time: time,
            observer: observer
        )
        var listeners: [Listener] = []
        for one in listen {
            let socket = try ListeningSocket(one.address)
            let listener = try Listener(core: core, socket: socket, tls: one.tls)
            try Self.checkExposure(listener, with: credentials)
            listeners.append(listener)
        }
        self.core = core
        self.listeners = listeners
    }

    /// Nobody shall find a server open to the world that was not meant to be.
    private static func checkExposure(
        _ listener: Listener,
        with credentials: Credentials
    ) throws(ServerError) {
        guard !listener.socket.isLocal, credentials.isEmpty, listener.clientRole == nil,
            !listener.core.options.allowsStrangers
        else { return }
        throw ServerError(
            """
            \(listener.socket.address) can be reached from elsewhere, and no credentials are set: \
            set credentials, ask for client certificates, listen on 127.0.0.1, \
            or say outright that strangers are welcome
            """
        )
    }

    /// Lets others in from the next request on; refused where it would open the server to strangers.
    package func replace(credentials: Credentials) throws(ServerError) {
        for listener in listeners { try Self.checkExposure(listener, with: credentials) }
        core.credentials = credentials
    }

    /// The ports that were bound, in the order of the listeners; `nil` for Unix sockets.
    package var ports: [UInt16?] { listeners.map(\.socket.port) }

    /// What was not served, by reason.
    package var shed: Shed { core.shed }

    /// Open connections, all listeners together.
    package var connections: Int { core.table.count }

    /// Serves until the task is cancelled, then drains: requests in flight are answered, at most
    /// for `Limits.drainTime`, new ones are not taken.
    package func run() async throws {
        for listener in listeners { try listener.start() }
        while !Task.isCancelled {
            core.table.reap(at: core.time.uptime)
            for listener in listeners { listener.follow() }
            try? await core.time.sleep(until: core.time.uptime + core.limits.tick)
        }
        // The drain itself must not be cut short by the cancellation that started it.
        await Task { await drain() }.value
    }

    private func drain() async {
        core.startDraining()
        for listener in listeners { listener.quiesce() }
        core.table.closeIdle()
        let deadline = core.time.uptime + core.limits.drainTime
        await withTaskGroup { group in
            group.addTask { await self.core.table.untilEmpty() }
            group.addTask { try? await self.core.time.sleep(until: deadline) }
            group.addTask { await self.reapWhileDraining() }
            await group.next()
            group.cancelAll()
        }
        core.gate.close()
        core.table.closeAll(Refusal(503, "the server is stopping"))
        for listener in listeners { listener.stop() }
        core.table.closeLingering()
    }

    private func reapWhileDraining() async {
        while !Task.isCancelled {
            core.table.closeIdle()
            core.table.reap(at: core.time.uptime)
            try? await core.time.sleep(until: core.time.uptime + core.limits.tick)
        }
    }
}
