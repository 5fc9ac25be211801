import Clocks
import Glibc
import HTTPClient
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Keeps sentences.
private final class Log: Sendable {
    private let sentences = Mutex<[String]>([])

    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
    var all: [String] { sentences.withLock { $0 } }
}

/// Certificates, good and bad, on both sides (S15).
struct TLSTests {
    /// A folder of keys and certificates that is removed at the end.
    final class Folder: Sendable {
        let path: String

        init() {
            path = "/tmp/tocsin-tls-\(UInt64.random(in: 0 ... .max))"
            unsafe mkdir(path, 0o700)
        }

        deinit {
            for name in ["ca", "other", "server", "expired", "elsewhere", "client", "stranger"] {
                for suffix in [".pem", ".key", ".csr"] { unsafe unlink("\(path)/\(name)\(suffix)") }
            }
            unsafe rmdir(path)
        }

        func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

        /// Makes an authority that signs itself.
        func authority(_ name: String) async throws {
            try await Program.succeed(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=\(name)",
                "-keyout",
                self("\(name).key"),
                "-out",
                self("\(name).pem")
            )
        }

        /// Makes a certificate for an address, signed by an authority.
        func certificate(_ name: String, by authority: String, for address: String, days: Int = 2)
            async throws
        {
            try await Program.succeed(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=\(name)",
                "-addext",
                "subjectAltName=IP:\(address)",
                "-keyout",
                self("\(name).key"),
                "-out",
                self("\(name).csr")
            )
            try await Program.succeed(
                "openssl",
                "x509",
                "-req",
                "-in",
                self("\(name).csr"),
                "-CA",
                self("\(authority).pem"),
                "-CAkey",
                self("\(authority).key"),
                "-CAcreateserial",
                "-copy_extensions",
                "copy",
                "-days",
                "\(days)",
                "-out",
                self("\(name).pem")
            )
        }
    }

    private let route = Route(.get, path: "/", access: .role(.reader)) { request in
        .text(request.principal.name)
    }

    private func serve(
        _ files: TLSFiles,
        time: any TimeSource = SystemTime(),
        report: @escaping @Sendable (String) -> Void = { _ in },
        _ body: @Sendable @escaping (String) async throws -> Void
    ) async throws {
        var options = ServerOptions()
        options.threads = 1
        options.report = report
        let server = try Server(
            [.init(.tcp(host: "127.0.0.1", port: 0), tls: files)],
            routes: Routes([route]),
            options: options,
            time: time
        )
        let port = try #require(server.ports.first.flatMap { $0 })
        let running = Task { try await server.run() }
        do { try await body("https://127.0.0.1:\(port)/") } catch { Issue.record(error) }
        running.cancel()
        try await running.value
    }

    private func ask(_ url: String, _ change: (inout ClientTLS) -> Void) async -> ClientError.Phase?
    {
        var options = ClientOptions()
        change(&options.tls)
        do {
            let reply = try await Client(options).send(ClientRequest("GET", url))
            #expect(reply.status == 200)
            return nil
        } catch {
            return (error as? ClientError)?.phase
        }
    }

    @Test func `a client trusts its authority and nobody else`() async throws {
        let folder = Folder()
        try await folder.authority("ca")
        try await folder.authority("other")
        try await folder.certificate("server", by: "ca", for: "127.0.0.1")
        try await folder.certificate("elsewhere", by: "ca", for: "127.0.0.2")
        try await folder.certificate("expired", by: "ca", for: "127.0.0.1", days: -1)
        let good = TLSFiles(certificate: folder("server.pem"), key: folder("server.key"))
        try await serve(good) { url in
            #expect(await ask(url) { $0.authority = folder("ca.pem") } == nil)
            #expect(await ask(url) { $0.authority = folder("other.pem") } == .tls)
            #expect(await ask(url) { _ in } == .tls)
            #expect(await ask(url) { $0.isInsecure = true } == nil)
        }
        for bad in ["elsewhere", "expired"] {
            let files = TLSFiles(certificate: folder("\(bad).pem"), key: folder("\(bad).key"))
            try await serve(files) { url in
                #expect(await ask(url) { $0.authority = folder("ca.pem") } == .tls)
            }
        }
    }

    @Test func `old versions of TLS are refused`() async throws {
        let folder = Folder()
        try await folder.authority("server")
        let files = TLSFiles(certificate: folder("server.pem"), key: folder("server.key"))
        try await serve(files) { url in
            for (version, works) in [("1.1", false), ("1.2", true), ("1.3", true)] {
                let succeeded: Bool
                do {
                    try await Program.succeed(
                        "curl",
                        "-sk",
                        "--tlsv1.0",
                        "--tls-max",
                        version,
                        "--ciphers",
                        "DEFAULT:@SECLEVEL=0",
                        url
                    )
                    succeeded = true
                } catch is Program.Failure {
                    succeeded = false
                }
                #expect(succeeded == works, "\(version)")
            }
        }
    }

    @Test func `a server that asks for certificates gets a good one or hangs up`() async throws {
        let folder = Folder()
        try await folder.authority("ca")
        try await folder.authority("other")
        try await folder.certificate("server", by: "ca", for: "127.0.0.1")
        try await folder.certificate("client", by: "ca", for: "127.0.0.1")
        try await folder.certificate("stranger", by: "other", for: "127.0.0.1")
        let files = TLSFiles(
            certificate: folder("server.pem"),
            key: folder("server.key"),
            clientAuthority: folder("ca.pem")
        )
        try await serve(files) { url in
            for (name, isWelcome) in [("client", true), ("stranger", false), ("", false)] {
                let phase = await ask(url) { tls in
                    tls.authority = folder("ca.pem")
                    if name.isEmpty { return }
                    tls.certificate = folder("\(name).pem")
                    tls.key = folder("\(name).key")
                }
                #expect((phase == nil) == isWelcome, "\(name): \(String(describing: phase))")
            }
        }
    }

    @Test func `a new certificate is taken up, a broken one is not, and no connection ends`()
        async throws
    {
        let folder = Folder()
        let time = SimulatedTime()
        let log = Log()
        try await folder.authority("ca")
        try await folder.authority("other")
        try await folder.certificate("server", by: "ca", for: "127.0.0.1")
        let files = TLSFiles(certificate: folder("server.pem"), key: folder("server.key"))
        try await serve(files, time: time, report: log.add) {
            url in
            var options = ClientOptions()
            options.tls.authority = folder("ca.pem")
            let early = Client(options)
            _ = try await early.send(ClientRequest("GET", url))
            try await folder.certificate("server", by: "other", for: "127.0.0.1")
            await time.sleepers(1)
            time.advance(by: .seconds(1))
            await time.sleepers(1)
            #expect(await ask(url) { $0.authority = folder("other.pem") } == nil)
            #expect(await ask(url) { $0.authority = folder("ca.pem") } == .tls)
            // It would not trust the new certificate, so its connection is the old one.
            _ = try await early.send(ClientRequest("GET", url))
            unsafe unlink(folder("server.key"))
            await time.sleepers(1)
            time.advance(by: .seconds(1))
            await time.sleepers(1)
            #expect(await ask(url) { $0.authority = folder("other.pem") } == nil)
        }
        let lines = log.all
        #expect(lines.count { $0.contains("loaded anew") } == 1)
        #expect(lines.count { $0.contains("the old one stays") } == 1)
    }

    @Test func `a key that everyone may read is warned of`() async throws {
        let folder = Folder()
        try await folder.authority("server")
        let log = Log()
        let files = TLSFiles(certificate: folder("server.pem"), key: folder("server.key"))
        for mode: mode_t in [0o600, 0o644] {
            unsafe chmod(folder("server.key"), mode)
            try await serve(files, report: log.add) { _ in }
        }
        #expect(log.all.count == 1)
        #expect(log.all.first?.contains("mode 644") == true)
    }

    @Test func `a certificate that is not there keeps the server from starting`() {
        #expect(throws: ServerError.self) {
            try Server(
                [
                    .init(
                        .tcp(host: "127.0.0.1", port: 0),
                        tls: TLSFiles(certificate: "/nowhere", key: "/nowhere")
                    )
                ],
                routes: Routes([]),
                time: SimulatedTime()
            )
        }
    }
}
