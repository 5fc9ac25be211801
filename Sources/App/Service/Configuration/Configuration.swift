package import HTTPServer
package import Logging

/// The whole configuration in force, checked.
package struct Configuration: Sendable {
    /// The values as they were set, for `config show`.
    package let settings: ResolvedSettings
    package let dataDirectory: String
    package let log: (level: LogLevel, format: LogFormat)
    package let http: HTTP
    package let metrics: Metrics

    package struct HTTP: Sendable {
        package let listen: [ListenAddress]
        package let credentials: [Credential]
        package let allowsUnauthenticated: Bool
        package let allowedHosts: [String]
        package let tls: TLS?
        package let connections: Int
        package let headerTimeout: Duration
        package let bodyBytes: Int
        package let drainTimeout: Duration
    }

    package struct TLS: Equatable, Sendable {
        package let certificate: String
        package let key: String
        package let clientAuthorities: String?
    }

    package struct Metrics: Equatable, Sendable {
        package let isEnabled: Bool
        package let writesCreatedLines: Bool
    }

    init(_ settings: ResolvedSettings, credentials: [Credential]) throws(ConfigurationError) {
        self.settings = settings
        dataDirectory = settings.text("data")
        log = (
            LogLevel(rawValue: settings.text("log.level")) ?? .info,
            LogFormat(rawValue: settings.text("log.format")) ?? .logfmt
        )
        metrics = Metrics(
            isEnabled: settings.flag("metrics.enabled"),
            writesCreatedLines: settings.flag("metrics.created_lines")
        )
        http = try HTTP(settings, credentials: credentials)
    }
}

extension Configuration.HTTP {
    init(_ settings: ResolvedSettings, credentials: [Credential]) throws(ConfigurationError) {
        let (certificate, key) = (
            settings.text("http.tls.certificate"), settings.text("http.tls.key")
        )
        let authorities = settings.text("http.tls.client_ca")
        guard certificate.isEmpty == key.isEmpty else {
            let missing = certificate.isEmpty ? "http.tls.certificate" : "http.tls.key"
            throw ConfigurationError(["\(missing): is missing; TLS needs certificate and key"])
        }
        guard authorities.isEmpty || !certificate.isEmpty else {
            throw ConfigurationError([
                "http.tls.client_ca: needs http.tls.certificate and http.tls.key"
            ])
        }
        var all = credentials
        let token = settings.secret("http.token")
        if !token.isEmpty {
            all.append(Credential(name: "token", role: .admin, secret: token.reveal()))
        }
        self.init(
            listen: try Self.addresses(settings),
            credentials: all,
            allowsUnauthenticated: settings.flag("http.allow_unauthenticated"),
            allowedHosts: settings.list("http.allowed_hosts"),
            tls: certificate.isEmpty
                ? nil
                : .init(
                    certificate: certificate,
                    key: key,
                    clientAuthorities: authorities.isEmpty ? nil : authorities
                ),
            connections: settings.integer("http.limits.connections"),
            headerTimeout: settings.duration("http.limits.header_timeout"),
            bodyBytes: settings.integer("http.limits.body"),
            drainTimeout: settings.duration("http.drain_timeout")
        )
    }

    private static func addresses(
        _ settings: ResolvedSettings
    ) throws(ConfigurationError) -> [ListenAddress] {
        let origin = settings["http.listen"].origin
        var addresses: [ListenAddress] = []
        var problems: [String] = []
        for text in settings.list("http.listen") {
            do { addresses.append(try ListenAddress(text)) } catch {
                problems.append("\(origin): http.listen: \(error)")
            }
        }
        if addresses.isEmpty, problems.isEmpty {
            problems.append("\(origin): http.listen: expected at least one address")
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return addresses
    }
}
