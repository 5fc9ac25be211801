import Addresses
import Bytes
import Clocks
import HTTPClient
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Runs our own server while `body` runs.
func withServer(
    _ routes: [Route],
    options: ServerOptions = ServerOptions(),
    _ body: @Sendable @escaping (UInt16) async throws -> Void
) async throws {
    var options = options
    options.threads = 1
    let server = try Server(
        [.init(.tcp(host: "127.0.0.1", port: 0))],
        routes: Routes(routes),
        options: options,
        time: SystemTime()
    )
    let port = try #require(server.ports.first.flatMap { $0 })
    let running = Task { try await server.run() }
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(port))
    } catch {
        outcome = .failure(error)
    }
    running.cancel()
    try await running.value
    try outcome.get()
}

final class Zeros: ByteSource {
    private var left: Int

    init(_ count: Int) { left = count }

    func next(into buffer: inout ByteBuffer) throws -> Bool {
        if left == 0 { return false }
        let count = min(left, 30_000)
        buffer.append([UInt8](repeating: 0, count: count))
        left -= count
        return true
    }
}

private let routes: [Route] = [
    Route(.get, path: "/hello", access: .anyone) { _ in .text("hello") },
    Route(.post, .put, path: "/echo", access: .anyone, body: .buffered(upTo: 10_000_000)) {
        request in
        Response(
            headers: [Header("X-Method", request.method.rawValue)],
            body: .bytes(request.bytes)
        )
    },
    Route(.get, path: "/zeros", access: .anyone) { _ in
        Response(
            headers: [Header("Content-Type", "text/plain")],
            body: .stream { Zeros(5_000_000) }
        )
    },
    Route(.get, path: "/header", access: .anyone) { request in
        .text(request.head.value("x-given") ?? "none")
    },
    Route(.get, path: "/loop", access: .anyone) { _ in
        Response(status: 302, headers: [Header("Location", "/loop")])
    },
    Route(.get, path: "/moved", access: .anyone) { _ in
        Response(status: 302, headers: [Header("Location", "/hello")])
    },
    Route(.get, path: "/to-file", access: .anyone) { _ in
        Response(status: 302, headers: [Header("Location", "file:///etc/hostname")])
    },
]

struct ClientTests {
    private func failure(
        _ client: Client,
        _ request: ClientRequest
    ) async -> ClientError? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error as? ClientError
        }
    }

    @Test func `requests are sent and replies come back`() async throws {
        let client = Client()
        try await withServer(routes) { port async throws in
            let base = "http://127.0.0.1:\(port)"
            let hello = try await client.send(ClientRequest("GET", base + "/hello"))
            #expect(hello.status == 200)
            #expect(hello.body == Array("hello".utf8))
            #expect(hello["content-type"] == "text/plain; charset=utf-8")
            for method in ["POST", "PUT"] {
                let body = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
                let echo = try await client.send(ClientRequest(method, base + "/echo", body: body))
                #expect(echo.body == body)
                #expect(echo["x-method"] == method)
            }
            let head = try await client.send(ClientRequest("HEAD", base + "/hello"))
            #expect(head.status == 200)
            #expect(head.body == [])
            #expect(try await client.send(ClientRequest("GET", base + "/nothing")).status == 404)
            let given = ClientRequest(
                "GET",
                base + "/header",
                headers: [.init("X-Given", "caf\u{E9}")]
            )
            #expect(try await client.send(given).body == Array("caf\u{E9}".utf8))
        }
    }

    @Test func `many requests share few connections`() async throws {
        var options = ClientOptions()
        options.connectionsPerHost = 3
        let client = Client(options)
        let peers = Mutex<Set<Int>>([])
        let server = try RawServer { connection in
            peers.withLock { _ = $0.insert($0.count) }
            while true {
                if try connection.receive().isEmpty { return }
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await client.send(ClientRequest("GET", "http://127.0.0.1:\(server.port)/"))
                        .status
                }
            }
            return try await group.reduce(0) { $0 + ($1 == 200 ? 1 : 0) }
        }
        #expect(count == 200)
        #expect((1...3).contains(peers.withLock { $0.count }))
    }

    @Test func `a packed reply is unpacked and its size counted unpacked`() async throws {
        try await withServer(routes) { port async throws in
            let url = "http://127.0.0.1:\(port)/zeros"
            #expect(try await Client().send(ClientRequest("GET", url)).body.count == 5_000_000)
            var options = ClientOptions()
            options.replyBytes = 100_000
            let error = await failure(Client(options), ClientRequest("GET", url))
            #expect(error?.phase == .size)
        }
    }

    @Test func `a sink takes the body as it comes`() async throws {
        try await withServer(routes) { port async throws in
            let count = Atomic(0)
            var request = ClientRequest("GET", "http://127.0.0.1:\(port)/zeros")
            request.sink = { count.add($0.count, ordering: .relaxed) }
            let reply = try await Client().send(request)
            #expect(reply.body == [])
            let total = count.load(ordering: .relaxed)
            #expect(total == 5_000_000)
        }
    }

    @Test func `redirects are followed only when asked for, and only to http`() async throws {
        try await withServer(routes) { port async throws in
            let base = "http://127.0.0.1:\(port)"
            #expect(try await Client().send(ClientRequest("GET", base + "/moved")).status == 302)
            var options = ClientOptions()
            options.redirects = 3
            let client = Client(options)
            #expect(
                try await client.send(ClientRequest("GET", base + "/moved")).body
                    == Array("hello".utf8)
            )
            #expect(
                await failure(client, ClientRequest("GET", base + "/loop"))?.phase == .redirects
            )
            #expect(
                await failure(client, ClientRequest("GET", base + "/to-file"))?.phase == .request
            )
        }
    }

    @Test(arguments: ["file:///etc/hostname", "gopher://127.0.0.1/", "not a url", "", "http://"])
    func `other schemes and malformed URLs are refused`(url: String) async {
        #expect(await failure(Client(), ClientRequest("GET", url))?.phase == .request)
    }

    @Test(arguments: [("X\r\nY", "v"), ("X", "v\r\nY: z"), ("", "v"), ("X:", "v"), ("X", "\u{0}")])
    func `fields that would break the head are refused`(name: String, value: String) async throws {
        try await withServer(routes) { port async throws in
            let client = Client()
            let url = "http://127.0.0.1:\(port)/hello"
            _ = try await client.send(ClientRequest("GET", url))
            let request = ClientRequest("GET", url, headers: [.init(name, value)])
            #expect(await failure(client, request)?.phase == .request)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1", "http://localhost", "http://0.0.0.0", "http://2130706433",
        "http://0x7f000001", "http://017700000001", "http://127.1", "http://[::1]",
        "http://[::ffff:127.0.0.1]", "http://[::]", "http://127.0.0.1.",
    ])
    func `however the address is spelled, loopback is not public`(origin: String) async throws {
        let touched = Atomic(false)
        let server = try RawServer { _ in touched.store(true, ordering: .relaxed) }
        var options = ClientOptions()
        options.vetting = .publicOnly
        let error = await failure(
            Client(options),
            ClientRequest("GET", "\(origin):\(server.port)/")
        )
        #expect([.refusedAddress, .resolve].contains(error?.phase), "\(String(describing: error))")
        let wasTouched = touched.load(ordering: .relaxed)
        #expect(!wasTouched)
    }

    @Test func `a redirect is vetted like the first address`() async throws {
        let touched = Atomic(false)
        let inner = try RawServer { _ in touched.store(true, ordering: .relaxed) }
        let location = "http://127.0.0.2:\(inner.port)/"
        let moved = Route(.get, path: "/", access: .anyone) { _ in
            Response(status: 302, headers: [Header("Location", location)])
        }
        var options = ClientOptions()
        options.redirects = 3
        options.vetting = .only([try #require(AddressRange("127.0.0.1"))])
        let client = Client(options)
        try await withServer([moved]) { port in
            let error = await failure(client, ClientRequest("GET", "http://127.0.0.1:\(port)/"))
            #expect(error?.phase == .refusedAddress)
        }
        let wasTouched = touched.load(ordering: .relaxed)
        #expect(!wasTouched)
    }

    @Test func `a cancelled request ends at once`() async throws {
        let (begun, events) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = try connection.receive()
            events.yield()
            _ = try connection.receiveAll()
        }
        let client = Client()
        let task = Task {
            await failure(client, ClientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        }
        for await _ in begun { break }
        task.cancel()
        #expect(await task.value?.phase == .cancelled)
    }

    @Test func `a client that goes fails what is under way, and one that is full says so`()
        async throws
    {
        let (begun, events) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = try connection.receive()
            events.yield()
            _ = try connection.receiveAll()
        }
        var options = ClientOptions()
        options.requests = 1
        let client = Client(options)
        let request = ClientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let waiting = Task { await failure(client, request) }
        for await _ in begun { break }
        #expect(await failure(client, request)?.phase == .busy)
        waiting.cancel()
        _ = await waiting.value
    }

    @Test func `a request whose turn does not come in time says so`() async throws {
        let (begun, events) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = try connection.receive()
            events.yield()
            _ = try connection.receiveAll()
        }
        var options = ClientOptions()
        options.connectionsPerHost = 1
        let client = Client(options)
        let url = "http://127.0.0.1:\(server.port)/"
        let first = Task { await failure(client, ClientRequest("GET", url)) }
        for await _ in begun { break }
        let error = await failure(client, ClientRequest("GET", url, deadline: .milliseconds(20)))
        #expect(error?.phase == .timeout)
        #expect(error?.detail.contains("other requests") == true)
        first.cancel()
        _ = await first.value
    }

    @Test func `secrets are not shown`() async {
        let url = "http://user:secret@127.0.0.1:1/path?token=secret"
        let error = await failure(Client(), ClientRequest("GET", url))
        #expect(error?.phase == .connect)
        #expect(error?.request == "GET http://***@127.0.0.1:1/path")
        #expect(error?.description.contains("secret") == false)
        var hidden = ClientRequest("POST", "http://127.0.0.1:1/botSECRET/send", body: [])
        hidden.shownURL = "http://127.0.0.1:1/bot***/send"
        #expect(await failure(Client(), hidden)?.description.contains("SECRET") == false)
    }

    @Test func `a Unix socket serves as well`() async throws {
        let path = "/tmp/tocsin-client-\(UInt64.random(in: 0 ... .max)).sock"
        let server = try Server(
            [.init(.unix(path: path))],
            routes: Routes(routes),
            time: SystemTime()
        )
        let running = Task { try await server.run() }
        var request = ClientRequest("GET", "http://tocsin/hello")
        request.unixSocket = path
        #expect(try await Client().send(request).body == Array("hello".utf8))
        running.cancel()
        try await running.value
    }
}
