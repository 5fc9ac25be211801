import Compression
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Keeps what it is told.
private final class Notebook: RequestObserver {
    private let records = Mutex<[RequestRecord]>([])

    func finished(_ request: RequestRecord) { records.withLock { $0.append(request) } }
    var all: [RequestRecord] { records.withLock { $0 } }
}

struct ObservationTests {
    @Test func `every request is reported once, with its route, status and sizes`() async throws {
        let notebook = Notebook()
        try await withServer(observer: notebook) { port, _ in
            _ = try await ask(port, get("/things/a"))
            _ = try await ask(port, get("/stream/50000"))
            _ = try await ask(port, get("/later"))
            _ = try await ask(port, get("/nothing"))
            _ = try await ask(
                port,
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
            )
            _ = try await ask(
                port,
                "HEAD /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
                hasBody: false
            )
            _ = try await ask(port, "GET /later HTTP/1.1\r\n\r\n")
            _ = try await converse(port, get("/broken"))
        }
        let lines = notebook.all.map {
            "\($0.method) \($0.route ?? "-") \($0.status) \($0.received) \($0.sent) \($0.isComplete)"
        }
        #expect(
            Set(lines) == [
                "GET /things/{name} 200 0 7 true", "GET /stream/{size} 200 0 50000 true",
                "GET /later 200 0 6 true", "GET - 404 0 30 true", "POST /echo 200 5 5 true",
                "HEAD /large 200 0 0 true", "GET - 400 0 29 true", "GET /broken 200 0 10 false",
            ]
        )
        #expect(lines.count == 8)
        #expect(notebook.all.allSatisfy { $0.ended >= $0.started })
    }

    @Test func `a record carries the trace context that came with the request`() async throws {
        let notebook = Notebook()
        let context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await withServer(observer: notebook) { port, _ in
            _ = try await ask(port, get("/later", "traceparent: \(context)\r\n"))
        }
        #expect(notebook.all.map { $0.head?.value("traceparent") } == [context])
    }
}

/// Bodies that come packed (S3).
struct PackedBodyTests {
    private func post(_ port: UInt16, _ body: [UInt8], coding: String = "gzip") async throws
        -> RawResponse
    {
        try await onOwnThread {
            let connection = try RawConnection(port: port)
            try connection.send(
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n"
            )
            try? connection.send(body)
            var reader = RawResponseReader(connection)
            return try reader.next()
        }
    }

    @Test func `a packed body is unpacked, in one member and in two`() async throws {
        let packed = try #require(GzipSource.compress(Array("hello ".utf8)))
        try await withServer { port, _ in
            for (body, text) in [(packed, "hello "), (packed + packed, "hello hello ")] {
                let response = try await post(port, body, coding: "GZip")
                #expect(response.text == text)
            }
        }
    }

    @Test(arguments: [99_999, 100_000, 100_001, 50_000_000])
    func `a body that grows beyond the limit is refused`(size: Int) async throws {
        let packed = try #require(GzipSource.compress([UInt8](repeating: 0, count: size), level: 9))
        try await withServer { port, _ in
            let status = try await post(port, packed).status
            #expect(status == (size > 100_000 ? 413 : 200))
        }
    }

    @Test func `a bomb within a bomb is unpacked once`() async throws {
        let inner = try #require(
            GzipSource.compress([UInt8](repeating: 0, count: 20_000_000), level: 9)
        )
        let outer = try #require(GzipSource.compress(inner, level: 9))
        try await withServer { port, _ in
            let response = try await post(port, outer)
            #expect(response.status == 200)
            #expect(response.body.count < 100_000)
        }
    }

    @Test func `a damaged or cut body is refused`() async throws {
        let packed = try #require(GzipSource.compress(Array("hello".utf8)))
        try await withServer { port, _ in
            for body in [Array(packed.dropLast()), packed + [1], Array("hello".utf8)] {
                let status = try await post(port, body).status
                #expect(status == 400)
            }
        }
    }
}
