import Bytes
import Clocks
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Runs a server on a port of the system's choice while `body` runs.
func withServer<Result: Sendable>(
    _ routes: [Route] = standardRoutes,
    credentials: Credentials = Credentials(),
    options: ServerOptions = ServerOptions(),
    time: any TimeSource = SystemTime(),
    observer: (any RequestObserver)? = nil,
    _ body: @Sendable @escaping (UInt16, Server) async throws -> Result
) async throws -> Result {
    var options = options
    if options.threads == 0 { options.threads = 1 }
    let server = try Server(
        [.init(.tcp(host: "127.0.0.1", port: 0))],
        routes: Routes(routes),
        credentials: credentials,
        options: options,
        time: time,
        observer: observer
    )
    let port = try #require(server.ports.first.flatMap { $0 })
    let running = Task { try await server.run() }
    do {
        let result = try await body(port, server)
        running.cancel()
        try await running.value
        return result
    } catch {
        running.cancel()
        try await running.value
        throw error
    }
}

/// Sends `text` on a new connection and reads one response.
func ask(_ port: UInt16, _ text: String, hasBody: Bool = true) async throws -> RawResponse {
    try await onOwnThread {
        let connection = try RawConnection(port: port)
        try connection.send(text)
        var reader = RawResponseReader(connection)
        return try reader.next(hasBody: hasBody)
    }
}

/// Sends `text` on a new connection and reads everything until the server closes it.
func converse(_ port: UInt16, _ text: String) async throws -> String {
    try await onOwnThread {
        let connection = try RawConnection(port: port)
        try connection.send(text)
        return String(decoding: try connection.receiveAll(), as: UTF8.self)
    }
}

func get(_ path: String, _ headers: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n"
}

/// Repeats lines of text until `count` bytes are made.
final class Lines: ByteSource {
    private var left: Int

    init(_ count: Int) { left = count }

    func next(into buffer: inout ByteBuffer) throws -> Bool {
        if left == 0 { return false }
        let count = min(left, 20_000)
        buffer.append([UInt8](repeating: 0x61, count: count))
        left -= count
        return true
    }
}

struct Broken: Error {}

/// Breaks after some bytes.
final class BrokenSource: ByteSource {
    private var isFirst = true

    func next(into buffer: inout ByteBuffer) throws -> Bool {
        guard isFirst else { throw Broken() }
        isFirst = false
        buffer.append("some bytes")
        return true
    }
}

let standardRoutes: [Route] = [
    Route(.get, path: "/-/healthy", access: .anyone) { _ in .text("healthy\n") },
    Route(.get, path: "/later", access: .role(.reader)) { request async in
        await Task.yield()
        return .text("later\n")
    },
    Route(.get, path: "/things/{name}", access: .role(.reader)) { request in
        .text("thing \(request.parameter("name"))")
    },
    Route(.get, path: "/query", access: .role(.reader)) { request in
        .text(try request.query().items.map { "\($0.name)=\($0.value)" }.joined(separator: "|"))
    },
    Route(.post, .put, path: "/echo", access: .role(.responder), body: .buffered(upTo: 100_000)) {
        request in .text(String(decoding: request.bytes, as: UTF8.self))
    },
    Route(.post, path: "/later-echo", access: .role(.responder), body: .buffered(upTo: 100_000)) {
        request async in
        .text(String(decoding: request.bytes, as: UTF8.self))
    },
    Route(.post, path: "/count", access: .role(.responder), body: .streamed(upTo: 50_000_000)) {
        request async throws in
        guard case .stream(let reader) = request.body else { throw Broken() }
        var count = 0
        while let piece = try await reader.next() { count += piece.count }
        return .text("\(count)")
    },
    Route(.get, path: "/stream/{size}", access: .role(.reader)) { request in
        let size = Int(request.parameter("size")) ?? 0
        return Response(
            headers: [Header("Content-Type", "text/plain"), Header("Vary", "Origin")],
            body: .stream { Lines(size) }
        )
    },
    Route(.get, path: "/large", access: .role(.reader)) { _ in
        Response(body: .bytes([UInt8](repeating: 0x62, count: 1_000_000)))
    },
    Route(.get, path: "/broken", access: .role(.reader)) { _ in
        Response(body: .stream { BrokenSource() })
    },
    Route(.get, path: "/fails", access: .role(.reader)) { _ in throw Broken() },
    Route(.delete, path: "/things/{name}", access: .role(.admin)) { _ in Response(status: 204) },
]
