import TestKit
import Testing

/// The real binary, asked by curl and signals as its users do.
@Suite(.timeLimit(.minutes(2)))
struct DaemonTests {
    @Test func `it answers on its paths and nowhere else`() async throws {
        let daemon = try await RunningDaemon()
        #expect(try daemon.ask("/-/healthy").body == "healthy\n")
        #expect(try daemon.ask("/-/ready").body == "ready\n")
        #expect(try daemon.ask("/").headers.contains("content-type: text/html"))
        #expect(try daemon.ask("/metrics").body.contains("\ntocsin_build_info{"))
        #expect(try daemon.ask("/rules").status == 404)
        #expect(try daemon.ask("/-/healthy", "-X", "DELETE").status == 405)
        #expect(try daemon.ask("/metrics", "--head").status == 200)
        #expect(try await daemon.program.stop() == 0)
    }

    @Test func `a request it has answered is in its own metrics`() async throws {
        let daemon = try await RunningDaemon()
        _ = try daemon.ask("/-/healthy")
        _ = try daemon.ask("/nothing/here")
        let metrics = try daemon.ask("/metrics").body
        #expect(
            metrics.contains(
                "http_server_request_duration_seconds_count{http_route=\"/-/healthy\","
                    + "http_request_method=\"GET\",http_response_status_code=\"200\"} 1\n"
            )
        )
        #expect(
            metrics.contains(
                "http_route=\"unknown\",http_request_method=\"GET\",http_response_status_code=\"404\""
            )
        )
    }

    @Test func `switched off, metrics are gone and say so, and nothing else changes`() async throws
    {
        let daemon = try await RunningDaemon(environment: ["METRICS_ENABLED": "false"])
        let metrics = try daemon.ask("/metrics")
        #expect(metrics.status == 404)
        #expect(metrics.body.contains("metrics are off"))
        let ready = try daemon.ask("/-/ready")
        #expect(ready.status == 200)
        #expect(ready.body == "ready\noff: metrics (METRICS_ENABLED or metrics.enabled)\n")
        #expect(try daemon.ask("/-/healthy").status == 200)
        #expect(try daemon.ask("/").status == 200)
    }

    @Test func `a reload takes all of a new configuration or nothing`() async throws {
        let daemon = try await RunningDaemon(configuration: "metrics:\n  enabled: true\n")
        _ = try daemon.folder.write("metrics:\n  enabled: false\n", to: "tocsin.yaml")
        #expect(try daemon.ask("/-/reload", "-X", "POST").body == "reloaded\n")
        #expect(try daemon.ask("/metrics").status == 404)

        _ = try daemon.folder.write("metrics:\n  enabled: true\n  enbled: x\n", to: "tocsin.yaml")
        let refused = try daemon.ask("/-/reload", "-X", "PUT")
        #expect(refused.status == 500)
        #expect(
            refused.body.contains(
                "tocsin.yaml:3:3: unknown key \"enbled\"; did you mean \"enabled\"?"
            )
        )
        #expect(try daemon.ask("/metrics").status == 404)

        _ = try daemon.folder.write("log:\n  format: json\n", to: "tocsin.yaml")
        daemon.program.send(1)
        _ = try await daemon.program.line(containing: "\"msg\":\"configuration reloaded\"")
        let metrics = try daemon.ask("/metrics").body
        #expect(metrics.contains("\ntocsin_config_last_reload_successful 1\n"))
    }

    @Test func `a failed reload is measured`() async throws {
        let daemon = try await RunningDaemon(configuration: "log:\n  level: info\n")
        _ = try daemon.folder.write("log: 1\n", to: "tocsin.yaml")
        daemon.program.send(1)
        _ = try await daemon.program.line(containing: "the old one stays in force")
        let metrics = try daemon.ask("/metrics").body
        #expect(metrics.contains("\ntocsin_config_last_reload_successful 0\n"))
    }

    @Test func `credentials decide who may ask what, and change with a reload`() async throws {
        let daemon = try await RunningDaemon(
            configuration: """
                http:
                  credentials:
                    - {name: prometheus, role: reader, secret: abc}
                    - {name: alice, role: admin, secret: xyz}
                """
        )
        #expect(try daemon.ask("/-/healthy").status == 200)
        let refused = try daemon.ask("/metrics")
        #expect(refused.status == 401)
        #expect(refused.headers.contains("www-authenticate: bearer"))
        #expect(try daemon.ask("/metrics", "-H", "Authorization: Bearer abc").status == 200)
        #expect(try daemon.ask("/metrics", "-u", "prometheus:abc").status == 200)
        #expect(try daemon.ask("/metrics", "-u", "prometheus:xyz").status == 401)
        #expect(try daemon.ask("/-/reload", "-X", "POST", "-u", "prometheus:abc").status == 403)
        _ = try daemon.folder.write(
            "http:\n  credentials:\n    - {name: bob, role: admin, secret: new}\n",
            to: "tocsin.yaml"
        )
        #expect(try daemon.ask("/-/reload", "-X", "POST", "-u", "alice:xyz").status == 200)
        #expect(try daemon.ask("/metrics", "-u", "prometheus:abc").status == 401)
        #expect(try daemon.ask("/metrics", "-u", "bob:new").status == 200)
    }

    @Test func `an address open to the world needs credentials`() async throws {
        let folder = try ScratchFolder()
        let refused = try Program.run(
            try builtProduct("tocsin"),
            ["serve", "--listen", "0.0.0.0:0", "--data", "\(folder.path)/data"]
        )
        #expect(refused.status == 1)
        #expect(refused.errorText.contains("credentials"))
    }

    @Test func `two daemons never share a data directory`() async throws {
        let daemon = try await RunningDaemon()
        let second = try Program.run(
            try builtProduct("tocsin"),
            ["serve", "--listen", "127.0.0.1:0", "--data", "\(daemon.folder.path)/data"]
        )
        #expect(second.status == 1)
        #expect(second.errorText.contains("data"))
        #expect(try daemon.ask("/-/healthy").status == 200)
    }

    @Test func `a configuration that is wrong ends it at once and says where`() throws {
        let folder = try ScratchFolder()
        let file = try folder.write("http:\n  listen: potato\n", to: "tocsin.yaml")
        let ended = try Program.run(try builtProduct("tocsin"), ["serve", "--config", file])
        #expect(ended.status == 1)
        #expect(ended.errorText.contains("potato"))
        let missing = try Program.run(
            try builtProduct("tocsin"),
            ["serve", "--config", "/missing"]
        )
        #expect(missing.status == 1)
        #expect(missing.errorText.contains("/missing: No such file or directory"))
    }

    @Test func `it tells the supervisor what it does`() async throws {
        let folder = try ScratchFolder()
        let supervisor = try await SupervisorSocket("\(folder.path)/notify")
        let daemon = try await RunningDaemon(
            environment: ["NOTIFY_SOCKET": supervisor.path, "WATCHDOG_USEC": "200000"],
            folder: folder
        )
        #expect(try await supervisor.next() == "READY=1")
        #expect(try await supervisor.next().hasPrefix("STATUS=listening on 127.0.0.1:"))
        #expect(try await supervisor.next() == "WATCHDOG=1")
        daemon.program.send(1)
        #expect(
            try await supervisor.next(besides: "WATCHDOG=1").hasPrefix(
                "RELOADING=1\nMONOTONIC_USEC="
            )
        )
        #expect(try await supervisor.next(besides: "WATCHDOG=1") == "READY=1")
        daemon.program.send(15)
        #expect(try await supervisor.next(besides: "WATCHDOG=1") == "STOPPING=1")
        #expect(try await daemon.program.exitStatus() == 0)
    }

    @Test(arguments: [2, 15] as [Int32])
    func `both ways to stop it end well`(signal: Int32) async throws {
        let daemon = try await RunningDaemon()
        #expect(try await daemon.program.stop(signal) == 0)
        #expect(daemon.program.log.contains("msg=stopped"))
    }
}
