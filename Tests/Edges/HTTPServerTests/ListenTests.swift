import Clocks
import Glibc
import HTTPServer
import TestKit
import Testing

struct ListenTests {
    private let path = "/tmp/tocsin-listen-\(UInt64.random(in: 0 ... .max)).sock"

    @Test(arguments: [
        ("127.0.0.1:9090", ListenAddress.tcp(host: "127.0.0.1", port: 9090)),
        ("[::1]:0", .tcp(host: "::1", port: 0)), (":80", .tcp(host: "::", port: 80)),
        ("localhost:1", .tcp(host: "localhost", port: 1)),
        ("unix:/run/t.sock", .unix(path: "/run/t.sock")),
        ("fd:http", .inherited(name: "http")),
    ])
    func `addresses are read`(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress(text) == address)
    }

    @Test(arguments: ["", "9090", "127.0.0.1", "host:port", "host:99999", "host:-1"])
    func `malformed addresses say what to write`(text: String) {
        let error = #expect(throws: ServerError.self) { try ListenAddress(text) }
        #expect(error?.description.contains("127.0.0.1:9090") == true)
    }

    private func server(_ address: ListenAddress) throws -> Server {
        var options = ServerOptions()
        options.threads = 1
        return try Server(
            [.init(address)],
            routes: Routes(standardRoutes),
            options: options,
            time: SystemTime()
        )
    }

    @Test func `a Unix socket is for its owner and group, and goes with the server`() async throws {
        let server = try server(.unix(path: path))
        var found = stat()
        #expect(unsafe stat(path, &found) == 0)
        #expect(found.st_mode & 0o777 == 0o660)
        let running = Task { try await server.run() }
        let path = path
        let response = try await onOwnThread {
            let connection = try RawConnection(path: path)
            // No browser comes this way, so the host does not matter.
            try connection.send("GET /later HTTP/1.1\r\nHost: whatever\r\n\r\n")
            var reader = RawResponseReader(connection)
            return try reader.next()
        }
        #expect(response.status == 200)
        running.cancel()
        try await running.value
        unsafe #expect(access(path, F_OK) != 0)
    }

    @Test func `a stale socket is replaced, a live one and a file are not`() throws {
        do {
            let abandoned = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) {
                unsafe $0.copyBytes(from: path.utf8)
            }
            unsafe withUnsafeBytes(of: address) { bytes in
                let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
                _ = unsafe bind(abandoned, start, socklen_t(bytes.count))
            }
            close(abandoned)
        }
        let first = try server(.unix(path: path))
        let error = #expect(throws: ServerError.self) { try server(.unix(path: path)) }
        #expect(error?.description.contains("another process") == true)
        withExtendedLifetime(first) {}
        let file = path + ".txt"
        close(unsafe open(file, O_CREAT | O_WRONLY, 0o600))
        defer { unsafe unlink(file) }
        #expect(throws: ServerError.self) { try server(.unix(path: file)) }
        unsafe #expect(access(file, F_OK) == 0)
    }

    @Test func `without a socket handed over there is none`() {
        let error = #expect(throws: ServerError.self) { try server(.inherited(name: "http")) }
        #expect(error?.description.contains("LISTEN_FDS") == true)
    }

    @Test func `a socket that systemd handed over is served by its name`() async throws {
        await #expect(processExitsWith: .success) {
            // What systemd does before it starts a service: sockets from 3 on, named in the environment.
            let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            listen(opened, 8)
            // Low numbers belong to the test library.
            try #require(dup2(opened, 23) == 23)
            unsafe setenv("LISTEN_PID", "\(getpid())", 1)
            unsafe setenv("LISTEN_FDS", "21", 1)
            unsafe setenv("LISTEN_FDNAMES", String(repeating: "other:", count: 20) + "http", 1)
            var options = ServerOptions()
            options.threads = 1
            // An unbound socket listens on every address.
            options.allowsStrangers = true
            let server = try Server(
                [.init(.inherited(name: "http"))],
                routes: Routes(standardRoutes),
                options: options,
                time: SystemTime()
            )
            let port = try #require(server.ports.first.flatMap { $0 })
            let running = Task { try await server.run() }
            let response = try await ask(port, get("/later"))
            try #require(response.text == "later\n")
            running.cancel()
            try await running.value
        }
    }

    @Test func `a port that is taken is named`() throws {
        let first = try server(.tcp(host: "127.0.0.1", port: 0))
        let port = try #require(first.ports.first.flatMap { $0 })
        let error = #expect(throws: ServerError.self) {
            try server(.tcp(host: "127.0.0.1", port: port))
        }
        #expect(error?.description.contains("\(port)") == true)
    }
}
