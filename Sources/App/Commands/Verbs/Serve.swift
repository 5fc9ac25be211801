import Clocks
import Logging
import Service

extension Tocsin {
    static let serve = Command(
        "serve",
        summary: "run the daemon",
        details: [
            "Serves /metrics, /-/healthy, /-/ready and /-/reload, by default on 127.0.0.1:9464 "
                + "for callers on this machine. SIGHUP reads the configuration again, all or "
                + "nothing; SIGTERM finishes what is in hand and stops."
        ],
        options: ConfigurationOptions.all
    ) { call in
        let time = SystemTime()
        let lines = LogStream(time: { (time.now, time.uptime) }) { line in
            call.terminal.error(String(decoding: line, as: UTF8.self))
        }
        let daemon = try Daemon(
            in: .init(environment: call.terminal.environment, time: time, lines: lines) {
                try ConfigurationOptions.load(for: call)
            }
        )
        if call.terminal.isInteractive { welcome(daemon, on: call.terminal) }
        try await daemon.run(until: try ProcessSignal.stream())
        return .success
    }

    /// Says what to open.
    private static func welcome(_ daemon: Daemon, on terminal: Terminal) {
        for url in daemon.urls where !url.isEmpty {
            terminal.out("Open \(url) (metrics: \(url)metrics)\n")
        }
        terminal.out("Stop with Ctrl-C.\n")
    }
}
