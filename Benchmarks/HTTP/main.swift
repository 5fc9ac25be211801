// The server that `Benchmarks/http.sh` measures: `bench-http PORT THREADS`.

import Bytes
import Clocks
import Glibc
import HTTPServer

/// Makes a large body as a metrics page would be made, piece by piece.
private final class Page: ByteSource {
    private var left: Int

    init(_ count: Int) { left = count }

    func next(into buffer: inout ByteBuffer) -> Bool {
        if left <= 0 { return false }
        let start = buffer.count
        while buffer.count - start < 32 * 1024 {
            buffer.append(literal: "http_requests_total{code=\"200\",method=\"get\"} ")
            buffer.append(decimal: UInt64(left))
            buffer.append(0x0A)
        }
        left -= buffer.count - start
        return true
    }
}

private func routes() -> Routes {
    let kilobyte = [UInt8](repeating: 0x78, count: 1024)
    let binary = [Header("Content-Type", "application/octet-stream")]
    return Routes([
        Route(.get, path: "/1k", access: .anyone) { _ in
            Response(headers: binary, body: .bytes(kilobyte))
        },
        Route(.get, path: "/later", access: .anyone) { _ async in
            Response(headers: binary, body: .bytes(kilobyte))
        },
        Route(.get, path: "/metrics", access: .anyone) { _ in
            Response(
                headers: [Header("Content-Type", "text/plain; version=0.0.4")],
                body: .stream { Page(10_000_000) }
            )
        },
        Route(.get, path: "/-/healthy", access: .anyone) { _ in .text("healthy\n") },
    ])
}

private func serve() async throws {
    let arguments = CommandLine.arguments
    var options = ServerOptions()
    options.threads = arguments.count > 2 ? Int(arguments[2]) ?? 2 : 2
    options.limits.connections = 20_000
    options.limits.connectionsPerPeer = 20_000
    options.limits.headTime = .seconds(120)
    options.limits.idleTime = .seconds(300)
    let address = try ListenAddress("127.0.0.1:\(arguments.count > 1 ? arguments[1] : "0")")
    let server = try Server(
        [.init(address)],
        routes: routes(),
        options: options,
        time: SystemTime()
    )
    print("listening on \(server.ports.first.flatMap { $0 } ?? 0)")
    // A pipe or a file would hold the line back.
    fflush(nil)
    try await server.run()
}

// The server must not run on the main actor, where this file is.
let server = Task.detached { try await serve() }
try await server.value
