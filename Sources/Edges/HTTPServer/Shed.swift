import Synchronization

/// Why a connection or a request was not served.
package enum ShedReason: String, CaseIterable, Sendable {
    case connections = "connection_limit"
    case peerConnections = "peer_connection_limit"
    case slowHead = "head_timeout"
    case slowBody = "body_timeout"
    case slowReader = "send_timeout"
    case idle = "idle_timeout"
    case malformed
    case headTooLarge = "head_too_large"
    case bodyTooLarge = "body_too_large"
    case unauthenticated
    case forbidden
    case foreignHost = "foreign_host"
    case clientGone = "client_gone"
    case drained
}

/// How often each reason applied, since the start.
package final class Shed: Sendable {
    private let counts = Mutex<[ShedReason: Int]>([:])

    func count(_ reason: ShedReason) {
        counts.withLock { $0[reason, default: 0] += 1 }
    }

    /// Counts an answer by its status, where the status is the reason.
    func count(status: Int) {
        switch status {
        case 400, 501, 505: count(.malformed)
        case 401: count(.unauthenticated)
        case 403: count(.forbidden)
        case 413: count(.bodyTooLarge)
        case 414, 431: count(.headTooLarge)
        default: break
        }
    }

    package subscript(reason: ShedReason) -> Int {
        counts.withLock { $0[reason, default: 0] }
    }
}
