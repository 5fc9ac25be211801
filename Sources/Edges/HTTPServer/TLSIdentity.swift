import CMicroHTTPD
import Disk
import Glibc
import Synchronization

/// Where the certificate of a listener comes from.
package struct TLSFiles: Sendable {
    package var certificate: String
    package var key: String
    /// Clients have to show a certificate signed by this authority, if there is one.
    package var clientAuthority: String?
    /// What a client with such a certificate may do without further credentials.
    package var clientRole: Role

    package init(
        certificate: String,
        key: String,
        clientAuthority: String? = nil,
        clientRole: Role = .reader
    ) {
        self.certificate = certificate
        self.key = key
        self.clientAuthority = clientAuthority
        self.clientRole = clientRole
    }

    var all: [String] { [certificate, key] + (clientAuthority.map { [$0] } ?? []) }
}

/// A certificate with its key, as it was in the files at one moment.
///
/// Every connection keeps the identity it was greeted with, so a new certificate disturbs no
/// connection; the old one goes when its last connection does.
// GnuTLS reads credentials from many threads at once; they are never changed after `init`.
@safe final class TLSIdentity: @unchecked Sendable {
    private let credentials: gnutls_certificate_credentials_t
    private let asksClients: Bool

    init(_ files: TLSFiles) throws(ServerError) {
        var made: gnutls_certificate_credentials_t?
        guard unsafe gnutls_certificate_allocate_credentials(&made) == 0, let made = unsafe made
        else { throw ServerError("no memory for TLS credentials") }
        unsafe credentials = made
        asksClients = files.clientAuthority != nil
        let status = unsafe gnutls_certificate_set_x509_key_file(
            made,
            files.certificate,
            files.key,
            GNUTLS_X509_FMT_PEM
        )
        guard status >= 0 else {
            throw Self.failure("certificate \(files.certificate) with key \(files.key)", status)
        }
        if let authority = files.clientAuthority {
            let count = unsafe gnutls_certificate_set_x509_trust_file(
                made,
                authority,
                GNUTLS_X509_FMT_PEM
            )
            guard count > 0 else { throw Self.failure("client authority \(authority)", count) }
        }
    }

    deinit { unsafe gnutls_certificate_free_credentials(credentials) }

    private static func failure(_ what: String, _ status: Int32) -> ServerError {
        let reason = unsafe gnutls_strerror(status).map { unsafe String(cString: $0) }
        return ServerError("\(what): \(reason ?? "it holds no certificate")")
    }

    /// Makes a session that has not shaken hands yet use this identity.
    func greet(_ session: gnutls_session_t) {
        unsafe gnutls_credentials_set(
            session,
            GNUTLS_CRD_CERTIFICATE,
            UnsafeMutableRawPointer(credentials)
        )
        guard asksClients else { return }
        unsafe gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE)
        unsafe gnutls_session_set_verify_cert(session, nil, 0)
    }
}

/// The identity that new connections are greeted with; it follows its files.
final class TLSStore: Sendable {
    let files: TLSFiles
    private let state: Mutex<State>

    private struct State: Sendable {
        var identity: TLSIdentity
        var seen: [FileStamp]
    }

    /// Versions and ciphers; GnuTLS's NORMAL leaves out what is weak.
    static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

    init(_ files: TLSFiles) throws(ServerError) {
        self.files = files
        let seen = files.all.map(FileStamp.init)
        state = Mutex(State(identity: try TLSIdentity(files), seen: seen))
    }

    var identity: TLSIdentity { state.withLock { $0.identity } }

    /// Takes up changed files, and keeps the last good identity where the new one cannot be used.
    ///
    /// - Returns: a sentence for the log when something happened.
    func follow() -> String? {
        let seen = files.all.map(FileStamp.init)
        guard state.withLock({ $0.seen != seen }) else { return nil }
        do throws(ServerError) {
            let identity = try TLSIdentity(files)
            state.withLock { $0 = State(identity: identity, seen: seen) }
            return "the certificate \(files.certificate) was loaded anew"
        } catch {
            state.withLock { $0.seen = seen }
            return "the new certificate cannot be used, the old one stays: \(error)"
        }
    }

    /// A warning when others than the owner and its group may read the key.
    var keyWarning: String? {
        let mode = FileStamp(files.key).mode
        guard mode & 0o007 != 0 else { return nil }
        return "the key \(files.key) has mode \(String(mode & 0o777, radix: 8)); make it 0600"
    }
}
