/// What one server holds out against, each limit with its default.
package struct Limits: Sendable {
    /// Connections at a time, all listeners together; more are closed at once.
    package var connections = 4096
    /// Connections at a time from one IPv4 address or one IPv6 /64.
    package var connectionsPerPeer = 1024
    /// Bytes of request line and header fields together.
    package var headBytes = 8 * 1024
    /// Header fields of a request.
    package var fields = 100
    /// Bytes of the target.
    package var targetBytes = 6 * 1024
    /// From the connection (or the first line) to the end of the head, in all.
    package var headTime: Duration = .seconds(10)
    /// How long a connection may wait for its next request, to the end of the request line.
    package var idleTime: Duration = .seconds(60)
    /// How long a body, either way, may flow slower than `minimumRate`.
    package var transferGrace: Duration = .seconds(30)
    /// Bytes a second at which bodies have to flow beyond the grace.
    package var minimumRate = 1024
    /// How long requests in flight may take once the server was asked to stop.
    package var drainTime: Duration = .seconds(20)
    /// How often deadlines are looked at; they are late by at most this.
    package var tick: Duration = .milliseconds(500)

    package init() {}

    /// Memory of a connection: the head, what is made of it and the head of the answer.
    ///
    /// The library clears all of it for every request, so it is also what an idle connection costs.
    var memoryPerConnection: Int { headBytes + headBytes / 2 }
}
