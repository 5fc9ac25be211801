/// The value in force of every setting, and where it came from.
package struct ResolvedSettings: Sendable {
    private var found: [String: (value: SettingValue, origin: Origin)] = [:]

    init() {}

    mutating func set(_ key: String, _ value: SettingValue, from origin: Origin) {
        found[key] = (value, origin)
    }

    package subscript(setting: Setting) -> (value: SettingValue, origin: Origin) {
        if let known = found[setting.key] { return known }
        do { return (try setting.value(of: setting.fallback), .fallback) } catch {
            preconditionFailure("the default of \(setting.key) is no valid value: \(error.problem)")
        }
    }

    subscript(key: String) -> (value: SettingValue, origin: Origin) {
        guard let setting = Setting.named(key) else {
            preconditionFailure("\(key) is not in the table of settings")
        }
        return self[setting]
    }

    /// The keys whose values differ.
    func differences(from other: ResolvedSettings) -> [String] {
        Setting.all.filter { self[$0].value != other[$0].value }.map(\.key)
    }

    func text(_ key: String) -> String {
        if case .text(let text) = self[key].value { text } else { "" }
    }

    func flag(_ key: String) -> Bool {
        if case .flag(let flag) = self[key].value { flag } else { false }
    }

    func integer(_ key: String) -> Int {
        if case .integer(let integer) = self[key].value { integer } else { 0 }
    }

    func duration(_ key: String) -> Duration {
        if case .duration(let duration) = self[key].value { duration } else { .zero }
    }

    func list(_ key: String) -> [String] {
        if case .list(let list) = self[key].value { list } else { [] }
    }

    func secret(_ key: String) -> Secret {
        if case .secret(let secret) = self[key].value { secret } else { Secret("") }
    }
}
