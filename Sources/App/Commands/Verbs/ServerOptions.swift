import HTTPClient

/// The options with which every command that talks to a running daemon finds it.
enum ServerOptions {
    static let all = [
        CommandOption(
            "url",
            value: "URL",
            summary: "the daemon (TOCSIN_URL; default: http://127.0.0.1:9464)"
        ),
        CommandOption(
            "token-file",
            value: "FILE",
            summary: "file with the bearer token (else TOCSIN_TOKEN)"
        ),
    ]

    static func url(for call: Invocation) -> String {
        let named = call.value("url") ?? call.terminal.environment["TOCSIN_URL"]
        var url = named.flatMap { $0.isEmpty ? nil : $0 } ?? "http://127.0.0.1:9464"
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    /// The daemon's reply, or a failure whose exit code says of which kind it is.
    static func get(_ path: String, for call: Invocation) async throws -> Reply {
        var headers: [ClientRequest.Field] = []
        if let token = try token(for: call) {
            headers.append(ClientRequest.Field("Authorization", "Bearer \(token)"))
        }
        let url = url(for: call)
        let request = ClientRequest("GET", url + path, headers: headers, deadline: .seconds(10))
        do {
            let reply = try await Client().send(request)
            guard reply.status != 401, reply.status != 403 else {
                throw CommandFailure(.unauthorized, "\(url) does not accept who we are")
            }
            return reply
        } catch let error as ClientError {
            throw CommandFailure(.unreachable, "\(error)")
        }
    }

    private static func token(for call: Invocation) throws -> String? {
        if let path = call.value("token-file") {
            let text = String(decoding: try InputFile.read(path), as: UTF8.self)
            return String(text.prefix { !$0.isNewline })
        }
        return call.terminal.environment["TOCSIN_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
