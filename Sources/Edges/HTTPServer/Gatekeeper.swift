/// Decides who a request is from and whether that one may ask it.
struct Gatekeeper {
    let core: ServerCore
    let listener: Listener

    /// Who asks, or the refusal.
    func admit(_ head: RequestHead, to access: Route.Access) throws(Refusal) -> Principal {
        try checkHost(head)
        let principal = try identify(head, mayBeWrong: access == .anyone)
        guard case .role(let needed) = access else { return principal }
        guard let role = principal.role else { throw Self.unauthenticated }
        guard role.covers(needed) else {
            throw Refusal(403, "the role \(role) of \(principal.name) does not include \(needed)")
        }
        return principal
    }

    private static let unauthenticated = Refusal(
        401,
        "credentials are needed: a bearer token, or a name with its password",
        headers: [
            Header("WWW-Authenticate", "Bearer realm=\"tocsin\""),
            Header("WWW-Authenticate", "Basic realm=\"tocsin\", charset=\"UTF-8\""),
        ]
    )

    private func identify(_ head: RequestHead, mayBeWrong: Bool) throws(Refusal) -> Principal {
        let certified = listener.clientRole.map { Principal(name: "certificate", role: $0) }
        if core.credentials.isEmpty { return certified ?? Principal(name: "local", role: .admin) }
        guard let shown = head.value("authorization") else { return certified ?? .anonymous }
        if let principal = core.credentials.principal(authorization: shown) { return principal }
        if mayBeWrong { return .anonymous }
        throw Self.unauthenticated
    }

    /// Without credentials, a page from elsewhere must not reach us through the user's browser.
    ///
    /// Such a page can make its own name resolve to 127.0.0.1, but the browser still sends that
    /// name in the Host field. Scrapers on this machine use loopback names and are not hindered.
    private func checkHost(_ head: RequestHead) throws(Refusal) {
        guard core.credentials.isEmpty, listener.isReachableByBrowsers else { return }
        let shown = head.value("host") ?? ""
        let host = Self.name(shown)
        if host == "127.0.0.1" || host == "localhost" { return }
        if Self.isLoopback(host) || core.options.allowedHosts.contains(host) { return }
        core.shed.count(.foreignHost)
        throw Refusal(
            403,
            "the host '\(host)' is not a name of this server; allow it, or set credentials"
        )
    }

    /// The name in a Host field, without its port.
    static func name(_ host: String) -> String {
        if host.utf8.first == 0x5B { return String(host.dropFirst().prefix { $0 != "]" }) }
        let end = host.utf8.firstIndex(of: 0x3A) ?? host.endIndex
        return host[..<end].lowercased()
    }

    static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
