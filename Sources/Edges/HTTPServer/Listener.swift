import CMicroHTTPD
import Glibc
import Synchronization

/// One listening socket with the library's threads behind it.
final class Listener: Sendable {
    let core: ServerCore
    let socket: ListeningSocket
    private let tls: TLSStore?
    private let running = Mutex<Running?>(nil)

    /// The library's side.
    // Both pointers are only used under the mutex that holds them.
    @safe private struct Running: @unchecked Sendable {
        let daemon: OpaquePointer
        let settings: UnsafeMutablePointer<tocsin_mhd_settings>
        let texts: [UnsafeMutablePointer<CChar>]
    }

    init(core: ServerCore, socket: ListeningSocket, tls: TLSFiles?) throws(ServerError) {
        self.core = core
        self.socket = socket
        if let tls { self.tls = try TLSStore(tls) } else { self.tls = nil }
        if let warning = self.tls?.keyWarning { core.options.report(warning) }
    }

    /// What a client's certificate makes of it.
    var clientRole: Role? {
        guard let tls, tls.files.clientAuthority != nil else { return nil }
        return tls.files.clientRole
    }

    /// Whether the Host field has to be checked: not where only programs reach us, and not where
    /// the operator let everybody in.
    var isReachableByBrowsers: Bool {
        !socket.isUnix && (socket.isLocal || clientRole == nil) && !core.options.allowsStrangers
    }

    /// Takes up a changed certificate.
    func follow() {
        if let sentence = tls?.follow() { core.options.report(sentence) }
    }

    func greet(_ connection: Connection) -> TLSIdentity? {
        guard let tls, let session = unsafe tocsin_mhd_session(connection.raw) else { return nil }
        let identity = tls.identity
        unsafe identity.greet(session)
        return identity
    }
}

// Starting and stopping.
extension Listener {
    func start() throws(ServerError) {
        let texts = unsafe try tlsTexts()
        let settings = UnsafeMutablePointer<tocsin_mhd_settings>.allocate(capacity: 1)
        let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let threads = core.options.threads > 0 ? core.options.threads : max(processors, 1)
        unsafe settings.initialize(to: tocsin_mhd_settings())
        unsafe settings.pointee.flags = tocsin_mhd_flags(texts.isEmpty ? 0 : 1)
        unsafe settings.pointee.listen_socket = fcntl(socket.number, F_DUPFD_CLOEXEC, 0)
        unsafe settings.pointee.threads = UInt32(clamping: threads)
        // Each thread gets an equal share, and clients are spread unevenly; the table counts all.
        unsafe settings.pointee.connections = UInt32(
            clamping: core.limits.connections * threads + threads
        )
        unsafe settings.pointee.memory_per_connection = core.limits.memoryPerConnection
        unsafe settings.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        unsafe settings.pointee.accepts = acceptsPeer
        unsafe settings.pointee.serve = serveRequest
        unsafe settings.pointee.begin = beginRequest
        unsafe settings.pointee.complete = completeRequest
        unsafe settings.pointee.notify = notifyConnection
        unsafe settings.pointee.unescape = keepEscapes
        unsafe settings.pointee.refused = countRefusal
        if unsafe !texts.isEmpty {
            unsafe settings.pointee.certificate = UnsafePointer(texts[0])
            unsafe settings.pointee.key = UnsafePointer(texts[1])
            unsafe settings.pointee.priorities = UnsafePointer(texts[2])
        }
        guard let daemon = unsafe tocsin_mhd_start(settings) else {
            throw ServerError("\(socket.address): the server threads could not be started")
        }
        let started = unsafe Running(daemon: daemon, settings: settings, texts: texts)
        running.withLock { $0 = started }
    }

    /// The certificate, key and priorities that the library wants in memory.
    private func tlsTexts() throws(ServerError) -> [UnsafeMutablePointer<CChar>] {
        guard let tls else { return unsafe [] }
        let certificate = try FileText.read(tls.files.certificate)
        let key = try FileText.read(tls.files.key)
        return unsafe [strdup(certificate), strdup(key), strdup(TLSStore.priorities)].compactMap {
            unsafe $0
        }
    }

    /// Accepts no more connections.
    func quiesce() {
        running.withLock { running in
            guard let running else { return }
            let released = unsafe MHD_quiesce_daemon(running.daemon)
            if released >= 0 { close(released) }
        }
        socket.close()
    }

    /// Closes what is left; no connection may be suspended any more.
    func stop() {
        guard let stopping = running.withLock({ $0.take() }) else { return }
        unsafe MHD_stop_daemon(stopping.daemon)
        unsafe stopping.settings.deallocate()
        for index in unsafe stopping.texts.indices { unsafe free(stopping.texts[index]) }
    }
}
