import HTTPClient
import JSON

extension Tocsin {
    static let status = Command(
        "status",
        summary: "ask a running daemon whether it is ready",
        details: [
            "Exits with 0 when it is, 1 when it is not yet, 4 when nobody answers, 5 when it does "
                + "not accept the token."
        ],
        options: ServerOptions.all
    ) { call in
        let reply = try await ServerOptions.get("/-/ready", for: call)
        let lines = String(decoding: reply.body, as: UTF8.self).split(separator: "\n")
        let off = lines.filter { $0.hasPrefix("off: ") }.map { $0.dropFirst("off: ".count) }
        let waiting = lines.filter { $0.hasPrefix("waiting: ") }
            .map { $0.dropFirst("waiting: ".count) }
        call.print(
            Report(object: [
                (name: "url", value: .string(ServerOptions.url(for: call))),
                (name: "ready", value: .bool(reply.isSuccess)),
                (name: "waiting", value: .array(waiting.map { .string(String($0)) })),
                (name: "off", value: .array(off.map { .string(String($0)) })),
            ])
        )
        return reply.isSuccess ? .success : .failed
    }
}
