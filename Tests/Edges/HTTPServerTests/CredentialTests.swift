import HTTPServer
import TestKit
import Testing

struct CredentialTests {
    private static let credentials = Credentials(
        Role.allCases.map { Credential(name: "\($0)", role: $0, secret: "secret of \($0)") }
    )

    static let roles: [Role?] = [nil] + Role.allCases.map { $0 }

    @Test(arguments: roles)
    func `every route answers exactly the roles of its row`(role: Role?) async throws {
        try await withServer(credentials: Self.credentials) { port, _ in
            for route in standardRoutes {
                let method = route.methods[0].rawValue
                let path = route.path.description.replacing("{name}", with: "n").replacing(
                    "{size}",
                    with: "1"
                )
                let shown = role.map { "Authorization: Bearer secret of \($0)\r\n" } ?? ""
                let response = try await onOwnThread {
                    let connection = try RawConnection(port: port)
                    try connection.send(
                        "\(method) \(path) HTTP/1.1\r\nHost: anything\r\n\(shown)Content-Length: 0\r\n\r\n"
                    )
                    return String(decoding: try connection.receive(), as: UTF8.self)
                }
                let status = Int(response.split(separator: " ")[1]) ?? 0
                switch route.access {
                case .anyone: #expect(status < 400)
                case .role(let needed):
                    guard let role else {
                        #expect(status == 401)
                        continue
                    }
                    #expect((status == 403) == !role.covers(needed), "\(role) \(path) \(status)")
                    #expect(status != 401)
                }
            }
        }
    }

    @Test(arguments: [
        ("Bearer secret of reader", 200), ("bearer   secret of reader", 200),
        ("Basic cmVhZGVyOnNlY3JldCBvZiByZWFkZXI=", 200),
        ("Bearer wrong", 401), ("Bearer ", 401), ("Bearer", 401), ("", 401), ("Basic !!!", 401),
        ("Basic cmVhZGVyOnNlY3JldCBvZiBhZG1pbg==", 401), ("Basic cmVhZGVyOg==", 401),
        ("Digest x", 401), ("Bearer secret of reader ", 200), ("Bearer secret of reader x", 401),
        ("Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.", 401),
    ])
    func `only a secret that is exactly right opens`(shown: String, status: Int) async throws {
        try await withServer(credentials: Self.credentials) { port, _ in
            let response = try await ask(port, get("/later", "Authorization: \(shown)\r\n"))
            #expect(response.status == status)
            #expect(
                (response.headers.contains { $0.name == "www-authenticate" }) == (status == 401)
            )
        }
    }

    @Test func `who may do what`() {
        func covered(_ role: Role) -> [Role] { Role.allCases.filter(role.covers) }
        #expect(covered(.reader) == [.reader])
        #expect(covered(.ci) == [.reader, .ci])
        #expect(covered(.responder) == [.reader, .responder])
        #expect(covered(.admin) == [.reader, .ci, .responder, .admin])
    }

    @Test(arguments: ["0.0.0.0", "::"])
    func `a reachable address without credentials is refused with the way out`(host: String) throws
    {
        let error = #expect(throws: ServerError.self) {
            try Server(
                [.init(.tcp(host: host, port: 0))],
                routes: Routes([]),
                time: SimulatedTime()
            )
        }
        #expect(error?.description.contains("set credentials") == true)
        var options = ServerOptions()
        options.allowsStrangers = true
        _ = try Server(
            [.init(.tcp(host: host, port: 0))],
            routes: Routes([]),
            options: options,
            time: SimulatedTime()
        )
        _ = try Server(
            [.init(.tcp(host: host, port: 0))],
            routes: Routes([]),
            credentials: Self.credentials,
            time: SimulatedTime()
        )
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:9090", true), ("127.0.0.1", true), ("127.9.9.9:1", true),
        ("[::1]:9090", true), ("console.localhost", true), ("attacker.example", false),
        ("localhost.attacker.example", false), ("127.0.0.1.nip.io", false), ("10.0.0.1", false),
        ("", false), ("allowed.example:8080", true), ("127.0.0.1x", false),
    ])
    func `without credentials, a page from elsewhere does not get through the browser`(
        host: String,
        isServed: Bool
    ) async throws {
        var options = ServerOptions()
        options.allowedHosts = ["allowed.example"]
        try await withServer(options: options) { port, server in
            let response = try await ask(port, "GET /later HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(response.status == (isServed ? 200 : 403))
            #expect(server.shed[.foreignHost] == (isServed ? 0 : 1))
        }
    }

    @Test func `with credentials, any host name will do`() async throws {
        try await withServer(credentials: Self.credentials) { port, _ in
            let response = try await ask(
                port,
                "GET /later HTTP/1.1\r\nHost: tocsin.example\r\nAuthorization: Bearer secret of ci\r\n\r\n"
            )
            #expect(response.status == 200)
        }
    }
}
