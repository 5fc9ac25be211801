import Clocks
import Glibc
import HTTPServer

/// The whole server, library included, on the other end of a Unix socket.
///
/// Each input is everything that one client sends before it closes its side; the server has to
/// answer or close within the patience of the socket, and must not send more answers than there
/// are line ends to ask for them.
private final class FuzzedServer: Sendable {
    let path: String

    static let shared = FuzzedServer()

    private init() {
        path = "/tmp/tocsin-fuzz-\(getpid()).sock"
        do {
            var options = ServerOptions()
            options.threads = 1
            options.limits.tick = .milliseconds(5)
            let server = try Server(
                [.init(.unix(path: path))],
                routes: Self.routes,
                credentials: Credentials([Credential(name: "a", role: .reader, secret: "b")]),
                options: options,
                time: SystemTime()
            )
            Task.detached { try await server.run() }
        } catch {
            preconditionFailure("the fuzzed server cannot listen: \(error)")
        }
    }

    private static let routes = Routes([
        Route(.get, path: "/", access: .anyone) { request in
            .text(try request.query().items.map(\.value).joined())
        },
        Route(.get, path: "/r/{name}", access: .role(.reader)) { .text($0.parameter("name")) },
        Route(.post, path: "/b", access: .anyone, body: .buffered(upTo: 4096)) { request in
            .text("\(try Form(request.bytes).items.count)")
        },
        Route(.post, path: "/s", access: .anyone, body: .streamed(upTo: 4096)) {
            request async throws in
            guard case .stream(let reader) = request.body else { return Response(status: 500) }
            var count = 0
            while let piece = try await reader.next() { count += piece.count }
            return .text("\(count)")
        },
    ])
}

func fuzzHTTP(_ bytes: [UInt8]) {
    let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
        unsafe $0.copyBytes(from: FuzzedServer.shared.path.utf8)
    }
    let status = unsafe withUnsafeBytes(of: address) { raw in
        let start = unsafe raw.baseAddress?.assumingMemoryBound(to: sockaddr.self)
        return unsafe connect(client, start, socklen_t(raw.count))
    }
    precondition(status == 0, "the server listens")
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    unsafe setsockopt(
        client,
        SOL_SOCKET,
        SO_RCVTIMEO,
        &patience,
        socklen_t(MemoryLayout<timeval>.size)
    )
    _ = unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    awaitReader(of: client)
    shutdown(client, Int32(SHUT_WR))
    var answers = 0
    var room = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = unsafe recv(client, &room, room.count, 0)
        // libFuzzer's own timer interrupts.
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
            precondition(count == 0 || errno == ECONNRESET, "the server neither answers nor closes")
            break
        }
        answers += room[..<count].count { $0 == 0x0A }
    }
    precondition(answers <= 20 * (bytes.count { $0 == 0x0A } + 1), "more answers than requests")
}

/// Waits until the server has read everything or has something to say.
///
/// An end that arrives together with the last bytes is only noticed by the server's reaper, which
/// would cost every execution a few milliseconds.
private func awaitReader(of client: Int32) {
    while true {
        var left: Int32 = 0
        if unsafe ioctl(client, UInt(TIOCOUTQ), &left) != 0 || left == 0 { return }
        var asked = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&asked, 1, 0) != 0 { return }
        sched_yield()
    }
}
