import HTTPServer
import Logging
import Testing

@testable import Service

struct ConfigurationTests {
    private struct NoFile: Error, CustomStringConvertible {
        let description = "no such file"
    }

    private func load(
        _ file: String? = nil,
        environment: [String: String] = [:],
        flags: [String: [String]] = [:],
        files: [String: String] = [:]
    ) throws(ConfigurationError) -> Configuration {
        let loader = ConfigurationLoader(
            file: file.map { (path: "tocsin.yaml", bytes: Array($0.utf8)) },
            environment: environment,
            flags: flags
        ) { path in
            guard let text = files[path] else { throw NoFile() }
            return Array(text.utf8)
        }
        return try loader.load()
    }

    private func problems(
        _ file: String? = nil,
        environment: [String: String] = [:],
        files: [String: String] = [:]
    ) -> [String] {
        do {
            _ = try load(file, environment: environment, files: files)
            return []
        } catch { return error.problems }
    }

    private func origin(_ key: String, in configuration: Configuration) throws -> String {
        let setting = try #require(Setting.named(key))
        return configuration.settings[setting].origin.description
    }

    @Test func `every default is a valid value`() throws {
        let configuration = try load()
        for setting in Setting.all {
            #expect(configuration.settings[setting].origin == .fallback, "\(setting.key)")
        }
        #expect(configuration.http.listen.map(\.description) == ["127.0.0.1:9464"])
    }

    @Test func `the file beats the default, the environment the file, a flag the environment`()
        throws
    {
        let file = "log:\n  level: debug\n"
        let fromFile = try load(file)
        #expect(fromFile.log.level == .debug)
        #expect(try origin("log.level", in: fromFile) == "tocsin.yaml:2:10")
        let fromEnvironment = try load(file, environment: ["TOCSIN_LOG_LEVEL": "warn"])
        #expect(fromEnvironment.log.level == .warn)
        #expect(try origin("log.level", in: fromEnvironment) == "environment TOCSIN_LOG_LEVEL")
        let fromFlag = try load(
            file,
            environment: ["TOCSIN_LOG_LEVEL": "warn"],
            flags: ["log-level": ["error"]]
        )
        #expect(fromFlag.log.level == .error)
        #expect(try origin("log.level", in: fromFlag) == "--log-level")
    }

    @Test func `an empty variable is as if it were not there`() throws {
        #expect(try load(environment: ["TOCSIN_LOG_LEVEL": ""]).log.level == .info)
    }

    @Test(arguments: [
        ("htp:\n  listen: x\n", "tocsin.yaml:1:1: unknown key \"htp\"; did you mean \"http\"?"),
        (
            "http:\n  listn: x\n",
            "tocsin.yaml:2:3: unknown key \"listn\"; did you mean \"listen\"?"
        ),
        (
            "level: debug\n",
            "tocsin.yaml:1:1: unknown key \"level\" here; it is written as \"log.level\""
        ),
        (
            "log:\n  level: loud\n",
            "tocsin.yaml:2:10: log.level: expected one of debug, info, warn, error, found \"loud\""
        ),
        (
            "http:\n  limits:\n    body: 1 potato\n",
            "tocsin.yaml:3:11: http.limits.body: expected a size such as 64KiB, 16MiB or 1GiB, "
                + "from 1024 to 1073741824 bytes, found \"1 potato\""
        ),
        (
            "metrics:\n  enabled: maybe\n",
            "tocsin.yaml:2:12: metrics.enabled: expected true or false, found \"maybe\""
        ),
        ("data: [a, b]\n", "tocsin.yaml:1:7: data: expected a string, found a list"),
        (
            "http:\n  listen: 9464\n",
            "tocsin.yaml:2:11: http.listen: '9464' is no address to listen on; "
                + "write for example 127.0.0.1:9090"
        ),
    ])
    func `a mistake is told with its place`(file: String, problem: String) {
        #expect(problems(file) == [problem])
    }

    @Test func `all mistakes are told at once`() {
        let found = problems(
            "htp: 1\nlog:\n  level: loud\n",
            environment: ["METRICS_ENABLED": "perhaps"]
        )
        #expect(found.count == 3)
        #expect(
            found.last
                == "environment METRICS_ENABLED: expected true or false, found \"perhaps\""
        )
    }

    @Test func `a key that is there twice is refused`() throws {
        let found = problems("log:\n  level: info\nlog:\n  format: json\n")
        #expect(found.count == 1)
        #expect(try #require(found.first).hasPrefix("tocsin.yaml:3:1: "))
    }

    @Test func `an empty file is the defaults`() throws {
        for file in ["", "# nothing\n", "---\n", "http:\n"] {
            #expect(try load(file).http.listen.count == 1)
        }
    }

    @Test func `a secret comes from a file and loses the line end`() throws {
        let files = ["/run/token": "s3cret\n"]
        let inFile = try load("http:\n  token_file: /run/token\n", files: files)
        #expect(inFile.settings.secret("http.token").reveal() == "s3cret")
        let inEnvironment = try load(environment: ["TOCSIN_TOKEN_FILE": "/run/token"], files: files)
        #expect(inEnvironment.settings.secret("http.token").reveal() == "s3cret")
        let credential = try load(
            environment: ["CREDENTIALS_DIRECTORY": "/creds"],
            files: ["/creds/TOCSIN_TOKEN": "s3cret"]
        )
        #expect(credential.settings.secret("http.token").reveal() == "s3cret")
        #expect(credential.http.credentials.count == 1)
    }

    @Test func `a secret's file that cannot be read is told`() {
        #expect(
            problems(environment: ["TOCSIN_TOKEN_FILE": "/missing"])
                == ["environment TOCSIN_TOKEN_FILE: cannot read /missing: no such file"]
        )
        #expect(
            problems(
                environment: ["TOCSIN_TOKEN_FILE": "/a", "TOCSIN_TOKEN": "b"],
                files: ["/a": "c"]
            )
                == ["environment TOCSIN_TOKEN_FILE: TOCSIN_TOKEN is set too; set one of them"]
        )
    }

    @Test func `a secret is never shown`() throws {
        let configuration = try load(environment: ["TOCSIN_TOKEN": "canary-7261"])
        var shown = String(describing: configuration.settings) + "\(configuration)"
        dump(configuration, to: &shown)
        #expect(!shown.contains("canary-7261"))
        #expect(!problems("http:\n  token: [canary-7261]\n").joined().contains("canary-7261"))
    }

    @Test func `credentials name who may do what`() throws {
        let configuration = try load(
            """
            http:
              credentials:
                - {name: prometheus, role: reader, secret_file: /token}
                - name: alice
                  role: admin
                  secret: hunter2
            """,
            files: ["/token": "abc"]
        )
        #expect(configuration.http.credentials.count == 2)
    }

    @Test(arguments: [
        ("- {role: reader, secret: x}", "a credential needs a name"),
        ("- {name: a, secret: x}", "a needs a role: one of reader, ci, responder, admin"),
        (
            "- {name: a, role: king, secret: x}",
            "a needs a role: one of reader, ci, responder, admin"
        ),
        ("- {name: a, role: admin}", "a needs secret or secret_file, not empty"),
    ])
    func `a half credential is refused`(entry: String, problem: String) {
        #expect(
            problems("http:\n  credentials:\n    \(entry)\n")
                == ["tocsin.yaml:3:7: http.credentials: \(problem)"]
        )
    }

    @Test func `TLS needs both halves`() {
        #expect(
            problems("http:\n  tls:\n    certificate: a.pem\n")
                == ["http.tls.key: is missing; TLS needs certificate and key"]
        )
    }

    @Test func `a variable that is nearly ours is reported`() {
        let loader = ConfigurationLoader(environment: ["TOCSIN_LISTN": "x", "TOCSIN_DATA": "y"]) {
            _ in []
        }
        #expect(
            loader.warnings() == [
                "environment TOCSIN_LISTN: there is no such variable; did you mean TOCSIN_LISTEN?"
            ]
        )
    }
}
