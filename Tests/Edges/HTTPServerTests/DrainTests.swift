import Clocks
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Stopping (R17).
struct DrainTests {
    private func server(
        _ routes: [Route],
        time: any TimeSource = SystemTime()
    ) throws -> (Server, UInt16) {
        var options = ServerOptions()
        options.threads = 1
        let server = try Server(
            [.init(.tcp(host: "127.0.0.1", port: 0))],
            routes: Routes(routes),
            options: options,
            time: time
        )
        return (server, try #require(server.ports.first.flatMap { $0 }))
    }

    @Test func `a request in flight is answered, an idle connection ends, a new one is refused`()
        async throws
    {
        let (begun, release) = (Gate(), Gate())
        let slow = Route(.get, path: "/slow", access: .role(.reader)) { _ async in
            begun.open()
            await release.wait()
            return .text("done\n")
        }
        let (server, port) = try server(standardRoutes + [slow])
        let running = Task { try await server.run() }
        let idle = try RawConnection(port: port)
        try idle.send(get("/later"))
        _ = try await onOwnThread { try idle.receive() }
        let busy = try RawConnection(port: port)
        try busy.send(get("/slow"))
        await begun.wait()
        running.cancel()
        #expect(try await onOwnThread { try idle.receiveAll() } == [])
        #expect(throws: RawConnection.Failure.self) { try RawConnection(port: port) }
        release.open()
        let response = try await onOwnThread {
            var reader = RawResponseReader(busy)
            return try reader.next()
        }
        #expect(response.text == "done\n")
        #expect(response["connection"] == "close")
        try await running.value
        #expect(server.connections == 0)
    }

    @Test func `a handler that never ends is answered for when the time is up`() async throws {
        let time = SimulatedTime()
        let begun = Gate()
        let stuck = Route(.get, path: "/stuck", access: .role(.reader)) { _ async in
            begun.open()
            await Gate().wait()
            return .text("never")
        }
        let (server, port) = try server([stuck], time: time)
        let running = Task { try await server.run() }
        let connection = try RawConnection(port: port)
        try connection.send(get("/stuck"))
        await begun.wait()
        running.cancel()
        // The drain's deadline and its reaper sleep.
        await time.sleepers(2)
        time.advance(by: .seconds(21))
        try await running.value
        #expect(server.connections == 0)
        let text = try await onOwnThread {
            String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(text == "" || text.hasPrefix("HTTP/1.1 503"))
    }

    @Test(arguments: 0..<20)
    func `nothing that was acknowledged is lost when the server stops under load`(
        round: Int
    ) async throws {
        let counted = Mutex(0)
        let route = Route(.post, path: "/event", access: .role(.reader), body: .buffered(upTo: 10))
        { _ async in
            counted.withLock { $0 += 1 }
            return Response(status: 204)
        }
        let (server, port) = try server([route])
        let running = Task { try await server.run() }
        let acknowledged = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await onOwnThread {
                        var count = 0
                        while let connection = try? RawConnection(port: port) {
                            var reader = RawResponseReader(connection)
                            let event =
                                "POST /event HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx"
                            while (try? connection.send(event)) != nil,
                                let answer = try? reader.next()
                            {
                                if answer.status == 204 { count += 1 }
                                if answer["connection"] == "close" { break }
                            }
                        }
                        return count
                    }
                }
            }
            try await until { counted.withLock { $0 } > 50 + round * 7 }
            running.cancel()
            return try await group.reduce(0, +)
        }
        try await running.value
        #expect(acknowledged <= counted.withLock { $0 })
        #expect(acknowledged > 50)
        #expect(server.connections == 0)
    }
}
