import TestKit

/// Stands for systemd: receives what a service says through NOTIFY_SOCKET.
///
/// Python's standard library does the receiving; it prints a line for each message.
final class SupervisorSocket: Sendable {
    let path: String
    private let program: Program
    private let seen = Seen()

    private actor Seen {
        var count = 0

        func take() -> Int {
            defer { count += 1 }
            return count
        }
    }

    private static let script = """
        import socket, sys
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(sys.argv[1])
        print("bound", flush=True)
        number = 0
        while True:
            message = listener.recv(65536).decode().replace("\\n", "|")
            print(f"{number} {message}", flush=True)
            number += 1
        """

    init(_ path: String) async throws {
        self.path = path
        program = try Program("python3", ["-c", Self.script, path])
        _ = try await program.line(containing: "bound")
    }

    deinit { program.send(9) }

    /// The next message.
    func next() async throws -> String {
        let prefix = "\(await seen.take()) "
        let line = try await program.line { $0.hasPrefix(prefix) }
        return String(line.dropFirst(prefix.count).replacing("|", with: "\n"))
    }

    /// The next message that is not `ignored`.
    func next(besides ignored: String) async throws -> String {
        while true {
            let message = try await next()
            if message != ignored { return message }
        }
    }
}
