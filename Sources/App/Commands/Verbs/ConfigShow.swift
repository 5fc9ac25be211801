import Clocks
import JSON
import Service

extension Tocsin {
    static let configShow = Command(
        "config show",
        summary: "print every setting in force",
        details: [
            "A value comes from the command line, else the environment, else the file, else the "
                + "default. Secrets are shown as <secret>."
        ],
        options: ConfigurationOptions.all + [
            CommandOption("origin", summary: "add where each value came from")
        ]
    ) { call in
        let configuration = try ConfigurationOptions.load(for: call)
        let showsOrigin = call.has("origin")
        let rows = Setting.all.map { setting -> [JSONValue] in
            let (value, origin) = configuration.settings[setting]
            let shown = [JSONValue.string(setting.key), value.shown]
            return showsOrigin ? shown + [.string(origin.description)] : shown
        }
        call.print(
            Report(columns: ["key", "value"] + (showsOrigin ? ["origin"] : []), rows: rows)
        )
        return .success
    }

    static let checkConfig = Command(
        "check config",
        summary: "check a configuration file without starting anything",
        operand: .init("FILE", count: 0...1),
        options: ConfigurationOptions.all
    ) { call in
        let configuration = try ConfigurationOptions.load(for: call, file: call.operands.first)
        let set = Setting.all.count { configuration.settings[$0].origin != .fallback }
        call.terminal.out("ok: \(set) of \(Setting.all.count) settings set\n")
        return .success
    }
}

extension SettingValue {
    /// The value as a report shows it; of a secret, only that it is there.
    var shown: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        case .integer(let integer): .integer(Int64(integer))
        case .duration(let duration): .string(duration.prometheus)
        case .list(let items): .array(items.map { .string($0) })
        case .secret(let secret): .string(secret.description)
        }
    }
}
