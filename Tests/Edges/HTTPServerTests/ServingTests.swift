import Compression
import HTTPServer
import TestKit
import Testing

struct ServingTests {
    @Test func `a request is answered`() async throws {
        let response = try await withServer { port, _ in try await ask(port, get("/-/healthy")) }
        #expect(response.status == 200)
        #expect(response.text == "healthy\n")
        #expect(response["content-length"] == "8")
        #expect(response["content-type"] == "text/plain; charset=utf-8")
    }

    @Test func `requests follow one another on one connection, also asynchronous ones`()
        async throws
    {
        try await withServer { port, _ in
            try await onOwnThread {
                let connection = try RawConnection(port: port)
                var reader = RawResponseReader(connection)
                for _ in 0..<5 {
                    for (path, text) in [("/-/healthy", "healthy\n"), ("/later", "later\n")] {
                        try connection.send(get(path))
                        #expect(try reader.next().text == text)
                    }
                }
            }
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withServer { port, _ in
            try await onOwnThread {
                let connection = try RawConnection(port: port)
                var reader = RawResponseReader(connection)
                let posted =
                    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
                try connection.send(
                    get("/things/1") + posted + get("/later") + get("/nothing") + get("/things/2")
                )
                let texts = try (0..<5).map { _ in try reader.next().text }
                #expect(
                    texts == [
                        "thing 1", "abc", "later\n", "there is nothing at this path\n", "thing 2",
                    ]
                )
            }
        }
    }

    @Test func `HEAD is GET without the body`() async throws {
        try await withServer { port, _ in
            let request = "HEAD /things/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let response = try await ask(port, request, hasBody: false)
            #expect(response.status == 200)
            #expect(response["content-length"] == "7")
            let both = try await converse(
                port,
                "HEAD /stream/5000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + get("/-/healthy", "Connection: close\r\n")
            )
            #expect(both.hasSuffix("\r\n\r\nhealthy\n"))
            #expect(!both.contains("aaaa"))
        }
    }

    @Test func `an unknown path is 404 and an unknown method 405 with the known ones`() async throws
    {
        try await withServer { port, _ in
            #expect(try await ask(port, get("/nothing")).status == 404)
            for method in ["POST", "BREW"] {
                let response = try await ask(
                    port,
                    "\(method) /things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                )
                #expect(response.status == 405)
                #expect(response["allow"] == "GET, HEAD, DELETE, OPTIONS")
            }
            let options = try await ask(
                port,
                "OPTIONS /things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            #expect(options.status == 204)
            #expect(options["allow"] == "GET, HEAD, DELETE, OPTIONS")
        }
    }

    @Test(arguments: [
        ("/things/a%20b", "thing a b"), ("/things/caf%C3%A9", "thing caf\u{E9}"),
        ("/query?a=1&b=x+y&b=%26&c", "a=1|b=x y|b=&|c="), ("/query", ""), ("/query?", ""),
        ("/query?a=b=c&&d=", "a=b=c|d="), ("http://localhost/things/q", "thing q"),
    ])
    func `targets are decoded`(target: String, text: String) async throws {
        try await withServer { port, _ in
            let response = try await ask(port, get(target))
            #expect(response.text == text)
        }
    }

    @Test(arguments: [
        "/query?a=%", "/query?a=%4", "/query?a=%zz", "/query?a=%ff", "/things/%2F",
        "/things/%2e%2e",
        "/things/..", "/things/.", "/things/%5c", "/things/%00", "/things/%ff", "nothing", "*",
        "http://other/things/q", "ftp://localhost/", "http://localhost",
    ])
    func `targets that cannot be trusted are refused`(target: String) async throws {
        try await withServer { port, _ in
            let response = try await ask(port, get(target))
            #expect(response.status == 400)
        }
    }

    @Test func `bodies are collected, with a length and in chunks`() async throws {
        try await withServer { port, _ in
            for path in ["/echo", "/later-echo"] {
                let plain =
                    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
                #expect(try await ask(port, plain).text == "hello")
                let chunked = """
                    POST \(path) HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
                    3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: t\r\n\r\n
                    """
                let response = try await ask(port, chunked)
                #expect(response.text == "hello")
                #expect(response["connection"] == "close")
            }
        }
    }

    @Test func `a client that expects to be asked is asked`() async throws {
        let text = try await withServer { port, _ in
            try await onOwnThread {
                let connection = try RawConnection(port: port)
                try connection.send(
                    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                )
                let asked = String(decoding: try connection.receive(), as: UTF8.self)
                #expect(asked == "HTTP/1.1 100 Continue\r\n\r\n")
                try connection.send("ok")
                var reader = RawResponseReader(connection)
                return try reader.next().text
            }
        }
        #expect(text == "ok")
    }

    @Test func `a streamed body reaches its handler piece by piece`() async throws {
        try await withServer { port, _ in
            let count = 20_000_000
            let response = try await onOwnThread {
                let connection = try RawConnection(port: port)
                try connection.send(
                    "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(count)\r\n\r\n"
                )
                let piece = [UInt8](repeating: 1, count: 100_000)
                for _ in 0..<(count / piece.count) { try connection.send(piece) }
                var reader = RawResponseReader(connection)
                return try reader.next()
            }
            #expect(response.text == "\(count)")
        }
    }

    @Test(arguments: [0, 1, 1023, 20_000, 20_001, 3_000_000])
    func `a streamed answer arrives whole`(size: Int) async throws {
        try await withServer { port, _ in
            let response = try await ask(port, get("/stream/\(size)"))
            #expect(response.body == [UInt8](repeating: 0x61, count: size))
            #expect(response["transfer-encoding"] == "chunked")
        }
    }

    @Test func `a large answer in memory has a length`() async throws {
        let response = try await withServer { port, _ in try await ask(port, get("/large")) }
        #expect(response["content-length"] == "1000000")
        #expect(response.body == [UInt8](repeating: 0x62, count: 1_000_000))
    }

    @Test(arguments: [
        ("gzip", true), ("gzip;q=0", false), ("deflate, gzip;q=0.5", true), ("*", true),
        ("*;q=0", false), ("identity, gzip;q=0.4", false), ("br", false), ("GZIP", true),
        ("gzip;q=nonsense", false), ("gzip;q=0.001", true), ("", false),
    ])
    func `gzip is used when the client prefers it`(accepts: String, packs: Bool) async throws {
        try await withServer { port, _ in
            let response = try await ask(
                port,
                get("/stream/30000", "Accept-Encoding: \(accepts)\r\n")
            )
            #expect(response["content-encoding"] == (packs ? "gzip" : nil))
            #expect(response["vary"] == "Origin, Accept-Encoding")
            let plain =
                packs
                ? try Gunzip.decode(response.body, caps: .init(bytes: 30_000)) : response.body
            #expect(plain == [UInt8](repeating: 0x61, count: 30_000))
        }
    }

    @Test func `a source that breaks breaks the connection, so nobody takes a part for the whole`()
        async throws
    {
        try await withServer { port, _ in
            let text = try await converse(port, get("/broken"))
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.contains("some bytes"))
            #expect(!text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `a handler that fails tells the log and not the client`() async throws {
        let log = Log()
        var options = ServerOptions()
        options.report = { log.add($0) }
        let response = try await withServer(options: options) { port, _ in
            try await ask(port, get("/fails"))
        }
        #expect(response.status == 500)
        #expect(!response.text.contains("Broken"))
        #expect(log.all == ["GET /fails failed: Broken()"])
    }

    @Test func `a client of HTTP 1.0 gets its answer and the end of the connection`() async throws {
        try await withServer { port, _ in
            let text = try await converse(
                port,
                "GET /stream/10 HTTP/1.0\r\nHost: localhost\r\n\r\n"
            )
            #expect(text.hasSuffix("\r\n\r\naaaaaaaaaa"))
            #expect(!text.contains("chunked"))
        }
    }
}
