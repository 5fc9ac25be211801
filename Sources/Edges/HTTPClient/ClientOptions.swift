package import Addresses

/// How a client connects; requests with different needs take different clients.
package struct ClientOptions: Sendable {
    package var connectTimeout: Duration = .seconds(10)
    /// Requests that run at a time to one host; further ones wait for their turn.
    package var connectionsPerHost = 8
    /// Requests that run at a time.
    package var connections = 64
    /// Requests that wait or run at a time; more are refused at once.
    package var requests = 1024
    /// Bytes of a reply's body, unpacked.
    package var replyBytes = 16 << 20
    /// Bytes of a reply's head and trailers.
    package var replyHeadBytes = 64 << 10
    /// Redirects that are followed; each target is vetted like the first.
    package var redirects = 0
    package var vetting = AddressVetting.anything
    package var proxy = Proxy.environment
    package var tls = ClientTLS()
    package var userAgent = "tocsin"

    package enum Proxy: Sendable, Equatable {
        /// `http_proxy`, `https_proxy` and `no_proxy`, unless addresses are vetted.
        ///
        /// Behind a proxy it is the proxy that connects, so nothing could be vetted.
        case environment
        case none
        /// `exceptions` is a list as in `no_proxy`.
        case server(url: String, exceptions: String)
    }

    package init() {}
}

/// Whom a client trusts, and what it shows of itself.
///
/// The files are read again when they have changed.
package struct ClientTLS: Sendable, Equatable {
    /// A file of trusted authorities, instead of the system's.
    package var authority: String?
    package var certificate: String?
    package var key: String?
    /// Takes any certificate; for tests of others' servers only.
    package var isInsecure = false

    package init() {}

    var files: [String] { [authority, certificate, key].compactMap { $0 } }
}
