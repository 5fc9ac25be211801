/// One thing that can be set, and the ways to set it: this table is the configuration's whole
/// vocabulary, and help, manual, `config show` and the file's checks are made from it.
package struct Setting: Sendable {
    /// Where it stands in the file, such as `http.listen`.
    package let key: String
    /// The variables that set it, the preferred one first.
    package let environment: [String]
    /// The `serve` option that sets it.
    package let flag: String?
    package let kind: Kind
    package let fallback: String
    package let summary: String

    package enum Kind: Sendable {
        case text
        case path
        case flag
        case integer(ClosedRange<Int>)
        case size(ClosedRange<Int>)
        case duration(ClosedRange<Duration>)
        case choice([String])
        /// Several texts: a list in the file, separated by commas elsewhere.
        case list
        /// A text that is never shown, and may be in a file named by `KEY_file` or `NAME_FILE`.
        case secret
    }

    init(
        _ key: String,
        environment: [String] = [],
        flag: String? = nil,
        _ kind: Kind,
        default fallback: String,
        _ summary: String
    ) {
        self.key = key
        self.environment = environment
        self.flag = flag
        self.kind = kind
        self.fallback = fallback
        self.summary = summary
    }

    package var isSecret: Bool {
        if case .secret = kind { true } else { false }
    }
}

extension Setting {
    package static let all: [Setting] = [
        Setting(
            "data",
            environment: ["TOCSIN_DATA"],
            flag: "data",
            .path,
            default: "data",
            "directory for everything that is kept"
        ),
        Setting(
            "log.level",
            environment: ["TOCSIN_LOG_LEVEL"],
            flag: "log-level",
            .choice(["debug", "info", "warn", "error"]),
            default: "info",
            "least important lines to write"
        ),
        Setting(
            "log.format",
            environment: ["TOCSIN_LOG_FORMAT"],
            flag: "log-format",
            .choice(["logfmt", "json"]),
            default: "logfmt",
            "how log lines are spelt"
        ),
        Setting(
            "http.listen",
            environment: ["TOCSIN_LISTEN"],
            flag: "listen",
            .list,
            default: "127.0.0.1:9464",
            "addresses to serve on: HOST:PORT, [IPV6]:PORT or unix:PATH"
        ),
        Setting(
            "http.token",
            environment: ["TOCSIN_TOKEN"],
            .secret,
            default: "",
            "bearer token with the role admin"
        ),
        Setting(
            "http.allow_unauthenticated",
            environment: ["TOCSIN_ALLOW_UNAUTHENTICATED"],
            .flag,
            default: "false",
            "serve other addresses than loopback without credentials"
        ),
        Setting(
            "http.allowed_hosts",
            environment: ["TOCSIN_ALLOWED_HOSTS"],
            .list,
            default: "",
            "Host names to answer to besides loopback ones while there are no credentials"
        ),
        Setting(
            "http.tls.certificate",
            environment: ["TOCSIN_TLS_CERTIFICATE"],
            .path,
            default: "",
            "PEM file with the server's certificate chain; turns TLS on"
        ),
        Setting(
            "http.tls.key",
            environment: ["TOCSIN_TLS_KEY"],
            .path,
            default: "",
            "PEM file with the certificate's private key"
        ),
        Setting(
            "http.tls.client_ca",
            environment: ["TOCSIN_TLS_CLIENT_CA"],
            .path,
            default: "",
            "PEM file with the authorities whose client certificates are required"
        ),
        Setting(
            "http.limits.connections",
            .integer(16...1_000_000),
            default: "12000",
            "connections open at once"
        ),
        Setting(
            "http.limits.header_timeout",
            .duration(.milliseconds(100)...(.seconds(300))),
            default: "10s",
            "time for a whole request header"
        ),
        Setting(
            "http.limits.body",
            .size(1024...1 << 30),
            default: "16MiB",
            "bytes a request body may have"
        ),
        Setting(
            "http.drain_timeout",
            .duration(.zero...(.seconds(600))),
            default: "20s",
            "time that requests in flight get when the daemon stops"
        ),
        Setting(
            "metrics.enabled",
            environment: ["METRICS_ENABLED", "TOCSIN_METRICS_ENABLED"],
            .flag,
            default: "true",
            "measure, and serve /metrics"
        ),
        Setting(
            "metrics.created_lines",
            environment: ["TOCSIN_METRICS_CREATED_LINES"],
            .flag,
            default: "false",
            "write _created lines in OpenMetrics text"
        ),
    ]

    package static func named(_ key: String) -> Setting? { all.first { $0.key == key } }
}
