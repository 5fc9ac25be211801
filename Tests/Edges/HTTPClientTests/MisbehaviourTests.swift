import Clocks
import HTTPClient
import TestKit
import Testing

/// Servers that do everything wrong (R9).
struct MisbehaviourTests {
    struct Mode: Sendable, CustomTestStringConvertible {
        let name: String
        let phases: Set<ClientError.Phase>
        let serve: @Sendable (RawConnection) throws -> Void
        var testDescription: String { name }

        init(
            _ name: String,
            _ phases: Set<ClientError.Phase>,
            _ serve: @escaping @Sendable (RawConnection) throws -> Void
        ) {
            self.name = name
            self.phases = phases
            self.serve = serve
        }
    }

    static let modes: [Mode] = [
        Mode("silent after accepting", [.timeout]) { _ = try $0.receiveAll() },
        Mode("half a head", [.timeout]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Le")
            _ = try $0.receiveAll()
        },
        Mode("half a body", [.timeout]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            _ = try $0.receiveAll()
        },
        Mode("closes at once", [.receive, .send]) { _ in },
        Mode("closes within the body", [.receive]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        },
        Mode("closes within a chunk", [.receive]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nhalf")
        },
        Mode("resets within the body", [.receive]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            $0.resetOnClose()
        },
        Mode("garbage", [.receive, .request]) {
            _ = try $0.receive()
            try $0.send([0, 1, 2, 255, 254, 13, 10, 13, 10, 7])
        },
        Mode("an endless head", [.size, .receive]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\n")
            while true { try $0.send("X: \(String(repeating: "x", count: 1000))\r\n") }
        },
        Mode("an endless body", [.size]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\n\r\n")
            while true { try $0.send([UInt8](repeating: 0, count: 100_000)) }
        },
        Mode("a body of a gigabyte", [.size]) {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
            while true { try $0.send([UInt8](repeating: 0, count: 100_000)) }
        },
        Mode("gzip that is none", [.receive]) {
            _ = try $0.receive()
            try $0.send(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
            )
        },
    ]

    @Test(arguments: modes)
    func `a server that misbehaves costs an error that says how`(mode: Mode) async throws {
        let server = try RawServer(mode.serve)
        var options = ClientOptions()
        options.replyBytes = 2_000_000
        let client = Client(options)
        let url = "http://127.0.0.1:\(server.port)/"
        do {
            _ = try await client.send(
                ClientRequest(
                    "GET",
                    url,
                    deadline: .milliseconds(mode.phases == [.timeout] ? 100 : 20_000)
                )
            )
            Issue.record("a reply from nowhere")
        } catch let error as ClientError {
            #expect(mode.phases.contains(error.phase), "\(error)")
            #expect(error.description.hasPrefix("GET \(url): \(error.phase.rawValue): "))
        }
    }

    @Test func `one server that hangs does not delay another`() async throws {
        let hanging = try RawServer { _ = try $0.receiveAll() }
        let good = try RawServer {
            _ = try $0.receive()
            try $0.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let client = Client()
        let stuck = (0..<20).map { _ in
            Task {
                try await client.send(ClientRequest("GET", "http://127.0.0.1:\(hanging.port)/"))
            }
        }
        let taken = try await ContinuousClock().measure {
            let reply = try await client.send(
                ClientRequest("GET", "http://127.0.0.1:\(good.port)/")
            )
            #expect(reply.status == 200)
        }
        #expect(taken < .seconds(5))
        for task in stuck { task.cancel() }
    }

    @Test func `nobody there is a connection refused`() async throws {
        await #expect {
            try await Client().send(ClientRequest("GET", "http://127.0.0.1:1/"))
        } throws: { ($0 as? ClientError)?.phase == .connect }
    }

    @Test func `a name that does not exist is not resolved`() async throws {
        await #expect {
            try await Client().send(ClientRequest("GET", "http://nothing.invalid/"))
        } throws: { ($0 as? ClientError)?.phase == .resolve }
    }
}
