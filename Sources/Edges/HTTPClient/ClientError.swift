/// Why a request got no reply.
package struct ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// How far the request had come.
    package let phase: Phase
    /// The method and the URL, without secrets.
    package let request: String
    package let detail: String

    package enum Phase: String, Sendable, CaseIterable {
        /// The request itself cannot be sent by anyone.
        case request
        case resolve
        case connect
        /// The address was not one that may be connected to.
        case refusedAddress = "refused address"
        case tls = "TLS"
        case send
        case receive
        case timeout
        /// The reply was larger than it may be.
        case size
        case redirects
        /// Too many requests wait already, or the client is closed.
        case busy
        case cancelled
    }

    package init(phase: Phase, request: String, detail: String) {
        self.phase = phase
        self.request = request
        self.detail = detail
    }

    package var description: String { "\(request): \(phase.rawValue): \(detail)" }

    /// Whether the same request may succeed later.
    package var mayPass: Bool {
        switch phase {
        case .resolve, .connect, .send, .receive, .timeout, .busy, .tls: true
        case .request, .refusedAddress, .size, .redirects, .cancelled: false
        }
    }
}
