import Bytes
import CLinux
import Glibc

/// Tells the service supervisor (systemd's notification protocol, sd_notify(3)) what we are doing.
///
/// Without `NOTIFY_SOCKET` in the environment every message is quietly dropped.
package struct Supervisor: Sendable {
    private let socket: String?
    /// How often the supervisor wants to hear from us, halved as sd_watchdog_enabled(3) advises.
    package let watchdogInterval: Duration?

    package enum Message: Sendable {
        case ready
        case reloading(uptime: Duration)
        case stopping
        case watchdog
        case status(String)
    }

    package init(environment: [String: String], processID: Int32 = getpid()) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let meantForUs = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogInterval =
            meantForUs && microseconds > 1 ? .microseconds(microseconds / 2) : nil
    }

    /// Returns whether the supervisor was reached.
    @discardableResult
    package func tell(_ message: Message) -> Bool {
        guard let socket else { return false }
        var bytes = Array(message.text.utf8)
        return unsafe tocsin_send_datagram(socket, &bytes, bytes.count) == 0
    }
}

extension Supervisor.Message {
    var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let uptime):
            "RELOADING=1\nMONOTONIC_USEC=\(Int64(uptime / .microseconds(1)))"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        case .status(let text): "STATUS=\(text.split(separator: "\n").joined(separator: " "))"
        }
    }
}
