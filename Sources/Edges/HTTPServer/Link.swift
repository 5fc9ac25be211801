import Synchronization

/// One connection, as the deadlines see it.
///
/// The server thread that owns the connection only stores which phase it is in, together with a
/// number that grows with every phase, so a request costs no clock reading for its deadlines: the
/// reaper notes when it first saw a number, and measures from there.
final class Link: Sendable {
    let socket: Int32
    let peer: Peer
    private let mark = Atomic<UInt64>(Phase.opening.rawValue)
    /// Bytes of the body that have moved in this phase.
    let progress = Atomic<Int>(0)
    /// Whether the connection ends with an answer to a request that was not read whole.
    let isCutShort = Atomic<Bool>(false)
    /// The asynchronous handler at work, if any.
    let rendezvous = Mutex<Rendezvous?>(nil)
    /// What has to live as long as the connection: the certificate it was greeted with.
    let identity: TLSIdentity?

    enum Phase: UInt64, Sendable {
        /// Nothing is complete yet, not even the first request line.
        case opening
        /// The request line is there, the rest of the head is not.
        case head
        case body
        /// A handler is at work; its time is not the client's fault.
        case handling
        case sending
        /// Between requests.
        case idle
    }

    init(socket: Int32, peer: Peer, identity: TLSIdentity?) {
        self.socket = socket
        self.peer = peer
        self.identity = identity
    }

    /// Called by the thread that owns the connection, and by no other.
    func enter(_ phase: Phase) {
        let number = mark.load(ordering: .relaxed) >> 3 &+ 1
        progress.store(0, ordering: .relaxed)
        mark.store(number << 3 | phase.rawValue, ordering: .releasing)
    }

    /// Changes with every phase.
    var stamp: UInt64 { mark.load(ordering: .acquiring) }

    static func phase(of stamp: UInt64) -> Phase { Phase(rawValue: stamp & 7) ?? .idle }
}
