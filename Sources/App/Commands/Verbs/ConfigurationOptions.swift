import Service

/// The options with which every command that reads the configuration finds it.
enum ConfigurationOptions {
    static let all: [CommandOption] =
        [CommandOption("config", value: "FILE", summary: "the configuration file (TOCSIN_CONFIG)")]
        + Setting.all.compactMap { setting in
            guard let flag = setting.flag else { return nil }
            return switch setting.kind {
            case .choice(let choices):
                CommandOption(flag, choices: choices, summary: setting.summary)
            case .path: CommandOption(flag, value: "DIR", summary: setting.summary)
            case .list: CommandOption(flag, value: "HOST:PORT", summary: setting.summary)
            default: CommandOption(flag, value: "VALUE", summary: setting.summary)
            }
        }

    /// The configuration a command was called with, or a usage failure that lists what is wrong.
    static func load(for call: Invocation, file: String? = nil) throws -> Configuration {
        let loader = try loader(for: call, file: file)
        for warning in loader.warnings() { call.terminal.error("warning: \(warning)\n") }
        do { return try loader.load() } catch {
            throw CommandFailure(.failed, "the configuration is wrong:\n\(error)")
        }
    }

    static func loader(for call: Invocation, file: String? = nil) throws -> ConfigurationLoader {
        let named = file ?? call.value("config") ?? call.terminal.environment["TOCSIN_CONFIG"]
        let path = named.flatMap { $0.isEmpty ? nil : $0 }
        let flags = Setting.all.compactMap(\.flag).map { ($0, call.values($0)) }
        return ConfigurationLoader(
            file: try path.map { (path: $0, bytes: try InputFile.read($0)) },
            environment: call.terminal.environment,
            flags: Dictionary(uniqueKeysWithValues: flags).filter { !$0.value.isEmpty },
            readFile: { try InputFile.read($0) }
        )
    }
}
