/// What is known of a request once it is over.
package struct RequestRecord: Sendable {
    /// The pattern of the route, or `nil` where none matched.
    package let route: String?
    package let method: String
    package let status: Int
    package let peer: Peer
    package let principal: Principal
    package let head: RequestHead?
    /// Bytes of the bodies on the wire; the answer's before compression if it is not streamed.
    package let received: Int
    package let sent: Int
    /// `TimeSource.uptime` when the request line had arrived and when the last byte was sent.
    package let started: Duration
    package let ended: Duration
    /// Whether the answer was sent whole.
    package let isComplete: Bool
}

/// Learns of every request exactly once, on the server's thread; it must not wait.
package protocol RequestObserver: Sendable {
    func finished(_ request: RequestRecord)
}
