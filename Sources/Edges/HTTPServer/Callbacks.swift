import CMicroHTTPD
import Clocks
import Glibc

// What the library calls, on its own threads. These are functions of the file because a closure
// written where an actor is in charge would insist on that actor and end the process.

private func listener(_ context: UnsafeMutableRawPointer?) -> Listener? {
    unsafe context.map { unsafe Unmanaged<Listener>.fromOpaque($0).takeUnretainedValue() }
}

private func link(_ connection: OpaquePointer) -> Link? {
    unsafe tocsin_mhd_link(connection).map {
        unsafe Unmanaged<Link>.fromOpaque($0).takeUnretainedValue()
    }
}

/// Decides whether a connection that the system accepted may stay.
func acceptsPeer(
    _ context: UnsafeMutableRawPointer?,
    _ address: UnsafePointer<sockaddr>?,
    _ length: socklen_t
) -> MHD_Result {
    guard let listener = unsafe listener(context) else { return .NO }
    return listener.core.table.admits(unsafe Peer(address)) ? .YES : .NO
}

/// A connection begins or is about to end.
func notifyConnection(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_ConnectionNotificationCode
) {
    guard let listener = unsafe listener(context), let connection = unsafe connection,
        let kept = unsafe kept
    else { return }
    let table = listener.core.table
    let now = listener.core.time.uptime
    switch code {
    case .CONNECTION_NOTIFY_STARTED:
        let handle = unsafe Connection(raw: connection)
        let address = unsafe tocsin_mhd_address(connection)
        let link = unsafe Link(
            socket: tocsin_mhd_socket(connection),
            peer: Peer(address),
            identity: listener.greet(handle)
        )
        unsafe kept.pointee = Unmanaged.passRetained(link).toOpaque()
        table.insert(link, at: now)
    case .CONNECTION_NOTIFY_CLOSED:
        guard let context = unsafe kept.pointee else { return }
        unsafe kept.pointee = nil
        table.remove(unsafe Unmanaged<Link>.fromOpaque(context).takeRetainedValue(), at: now)
    @unknown default: break
    }
}

/// A request line has arrived; what is returned stays with the request.
func beginRequest(
    _ context: UnsafeMutableRawPointer?,
    _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let listener = unsafe listener(context), let target = unsafe target,
        let connection = unsafe connection, let link = unsafe link(connection)
    else { return nil }
    let exchange = unsafe Exchange(
        core: listener.core,
        listener: listener,
        link: link,
        target: target
    )
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

/// The head of a request has arrived, or a piece of its body, or its end.
func serveRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?,
    _ piece: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?,
    _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let exchange = unsafe kept?.pointee, let connection = unsafe connection,
        let method = unsafe method, let version = unsafe version, let size = unsafe size
    else { return .NO }
    let bytes = unsafe UnsafeRawBufferPointer(start: piece, count: piece == nil ? 0 : size.pointee)
    let used = unsafe Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue().proceed(
        Connection(raw: connection),
        head: method,
        version: version,
        piece: bytes
    )
    guard let used else { return .NO }
    unsafe size.pointee -= used
    return .YES
}

/// A request is over, answered or not.
func completeRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let kept = unsafe kept, let exchange = unsafe kept.pointee else { return }
    unsafe kept.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue()
        .complete(isComplete: code == .REQUEST_TERMINATED_COMPLETED_OK)
}

/// Targets are decoded by our own rules, so the library leaves them as they are.
func keepEscapes(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ text: UnsafeMutablePointer<CChar>?
) -> Int {
    unsafe text.map { unsafe strlen($0) } ?? 0
}

/// The library refused something before we saw it.
func countRefusal(_ context: UnsafeMutableRawPointer?, _ status: UInt32) {
    unsafe listener(context)?.core.shed.count(status: Int(status))
}
