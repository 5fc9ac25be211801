import Clocks
import HTTPServer
import Synchronization
import TestKit
import Testing

/// Slow and greedy clients (S1, R19), with time that passes when the test says so.
struct DeadlineTests {
    /// Lets the reaper see the connections, then lets `duration` pass and the reaper look again.
    private func pass(_ duration: Duration, _ time: SimulatedTime) async {
        await time.sleepers(1)
        time.advance(by: .milliseconds(500))
        await time.sleepers(1)
        time.advance(by: duration)
        await time.sleepers(1)
    }

    /// Whether the server has closed the connection.
    private func isClosed(_ connection: RawConnection) async throws -> Bool {
        try await onOwnThread { try connection.receiveAll().isEmpty }
    }

    @Test(arguments: [
        "", "GET", "GET /later HTTP/1.1\r\n", "GET /later HTTP/1.1\r\nHost: localhost\r\nA:",
    ])
    func `a head that does not end in time ends the connection`(start: String) async throws {
        let time = SimulatedTime()
        try await withServer(time: time) { port, server in
            let connection = try RawConnection(port: port)
            try connection.send(start)
            try await until { server.connections == 1 }
            await pass(.seconds(9), time)
            #expect(server.connections == 1)
            await pass(.seconds(11), time)
            #expect(try await isClosed(connection))
            #expect(server.shed[.slowHead] == 1)
        }
    }

    @Test func `trickling does not buy time`() async throws {
        let time = SimulatedTime()
        try await withServer(time: time) { port, server in
            let connection = try RawConnection(port: port)
            for byte in "GET /later".utf8 {
                // The last ones meet a closed connection.
                try? connection.send([byte])
                await pass(.seconds(1), time)
            }
            #expect(try await isClosed(connection))
            #expect(server.shed[.slowHead] == 1)
        }
    }

    @Test func `a connection between requests may rest a minute`() async throws {
        let time = SimulatedTime()
        try await withServer(time: time) { port, server in
            let connection = try RawConnection(port: port)
            try connection.send(get("/later"))
            _ = try await onOwnThread { try connection.receive() }
            await pass(.seconds(58), time)
            #expect(server.connections == 1)
            await pass(.seconds(61), time)
            #expect(try await isClosed(connection))
            #expect(server.shed[.idle] == 1)
        }
    }

    @Test func `a body has to flow`() async throws {
        let time = SimulatedTime()
        var options = ServerOptions()
        options.limits.minimumRate = 1000
        let arrived = Gate()
        let route = Route(.post, path: "/", access: .anyone, body: .streamed(upTo: 50_000)) {
            request async throws in
            guard case .stream(let reader) = request.body else { throw Broken() }
            var count = 0
            while let piece = try await reader.next() {
                count += piece.count
                if count == 10_000 { arrived.open() }
            }
            return Response()
        }
        try await withServer([route], options: options, time: time) { port, server in
            let connection = try RawConnection(port: port)
            try connection.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40000\r\n\r\n"
            )
            try connection.send([UInt8](repeating: 1, count: 10_000))
            await arrived.wait()
            // Thirty seconds of grace, and ten for what has come.
            await pass(.seconds(38), time)
            #expect(server.connections == 1)
            await pass(.seconds(41), time)
            #expect(try await isClosed(connection))
            #expect(server.shed[.slowBody] == 1)
        }
    }

    @Test func `a client that does not read its answer is let go`() async throws {
        let time = SimulatedTime()
        try await withServer(time: time) { port, server in
            let connection = try RawConnection(port: port)
            try connection.send(get("/stream/100000000"))
            _ = try await onOwnThread { try connection.receive() }
            await pass(.seconds(30), time)
            // What was sent already bought hours at the minimum rate.
            #expect(server.connections == 1)
            await pass(.seconds(100_000), time)
            try await until { server.connections == 0 }
            #expect(server.shed[.slowReader] == 1)
        }
    }

    @Test func `a handler whose client went away is cancelled`() async throws {
        let time = SimulatedTime()
        let (begun, cancelled) = (Gate(), Gate())
        let route = Route(.get, path: "/waits", access: .role(.reader)) { _ async throws in
            begun.open()
            await withTaskCancellationHandler {
                await cancelled.wait()
            } onCancel: {
                cancelled.open()
            }
            try Task.checkCancellation()
            return Response()
        }
        try await withServer([route], time: time) { port, server in
            do {
                let connection = try RawConnection(port: port)
                try connection.send(get("/waits"))
                await begun.wait()
            }
            // The phase may begin, and the hang-up arrive, a look of the reaper later.
            while server.shed[.clientGone] == 0 { await pass(.seconds(1), time) }
            await cancelled.wait()
        }
    }

    @Test func `connections beyond the limits are closed at once and counted`() async throws {
        var options = ServerOptions()
        options.limits.connections = 6
        options.limits.connectionsPerPeer = 4
        try await withServer(options: options) { port, server in
            let held = try (0..<4).map { _ in try RawConnection(port: port) }
            for connection in held {
                try connection.send(get("/later"))
                _ = try await onOwnThread { try connection.receive() }
            }
            let refused = try RawConnection(port: port)
            #expect(try await isClosed(refused))
            #expect(server.shed[.peerConnections] == 1)
            #expect(server.connections == 4)
        }
    }

    /// How fast it answers is measured by `Benchmarks/http.sh`, on a machine that does nothing else.
    @Test func `the health endpoint answers while hundreds of clients trickle`() async throws {
        try await withServer { port, server in
            let slow = try (0..<500).map { _ in try RawConnection(port: port) }
            for connection in slow { try connection.send("GET /later HTTP/1.1\r\nA") }
            try await onOwnThread {
                for round in 0..<200 {
                    try slow[round * 2].send("a")
                    let connection = try RawConnection(port: port)
                    try connection.send(get("/-/healthy"))
                    var reader = RawResponseReader(connection)
                    #expect(try reader.next().status == 200)
                }
            }
            #expect(server.connections >= slow.count)
        }
    }
}

/// Opens once.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiters: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Waits for what another thread is about to do, and fails when it does not.
func until(_ condition: () -> Bool) async throws {
    let start = ContinuousClock.now
    while !condition() {
        try #require(ContinuousClock.now - start < .seconds(20), "nothing happened")
        await Task.yield()
    }
}
