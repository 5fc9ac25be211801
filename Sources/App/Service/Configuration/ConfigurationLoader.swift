import HTTPServer
import Matching

/// Puts a configuration together: default < file < environment < flag, each value with its origin.
///
/// It collects everything that is wrong before it gives up, so that one run shows all of it.
package struct ConfigurationLoader {
    /// The file that was named, with its bytes; `nil` for the embedded defaults alone.
    package var file: (path: String, bytes: [UInt8])?
    package var environment: [String: String]
    /// Values of command line options by the option's name.
    package var flags: [String: [String]]
    /// Reads the files that secrets are kept in.
    package var readFile: (String) throws -> [UInt8]

    package init(
        file: (path: String, bytes: [UInt8])? = nil,
        environment: [String: String] = [:],
        flags: [String: [String]] = [:],
        readFile: @escaping (String) throws -> [UInt8]
    ) {
        self.file = file
        self.environment = environment
        self.flags = flags
        self.readFile = readFile
    }

    package func load() throws(ConfigurationError) -> Configuration {
        var problems: [String] = []
        var settings = ResolvedSettings()
        var credentials: [Credential] = []
        if let file {
            var section = FileSection(path: file.path, readFile: readFile)
            section.read(file.bytes)
            for (key, found) in section.values {
                settings.set(key, found.value, from: found.origin)
            }
            credentials = section.credentials
            problems += section.problems
        }
        for setting in Setting.all {
            do {
                if let found = try environmentValue(of: setting) {
                    settings.set(setting.key, found.value, from: found.origin)
                }
                if let found = try flagValue(of: setting) {
                    settings.set(setting.key, found.value, from: found.origin)
                }
            } catch { problems += error.problems }
        }
        if problems.isEmpty {
            do { return try Configuration(settings, credentials: credentials) } catch {
                problems += error.problems
            }
        }
        throw ConfigurationError(problems)
    }

    /// Names that look like ours and are not: reported, never fatal.
    package func warnings() -> [String] {
        let known =
            ["TOCSIN_CONFIG"]
            + Setting.all.flatMap { setting in
                setting.environment.flatMap { setting.isSecret ? [$0, "\($0)_FILE"] : [$0] }
            }
        let unknown = environment.keys.filter { $0.hasPrefix("TOCSIN_") && !known.contains($0) }
        return unknown.sorted().map { name in
            let nearest = Spelling.nearest(to: name, in: known)
            let suggestion = nearest.map { "; did you mean \($0)?" } ?? ""
            return "environment \(name): there is no such variable\(suggestion)"
        }
    }

    private typealias Found = (value: SettingValue, origin: Origin)

    private func environmentValue(of setting: Setting) throws(ConfigurationError) -> Found? {
        for name in setting.environment {
            let plain = environment[name].flatMap { $0.isEmpty ? nil : $0 }
            if setting.isSecret, let found = try secretFile(named: name, beside: plain) {
                return found
            }
            guard let plain else { continue }
            return (try checked(plain, as: setting, from: .environment(name)), .environment(name))
        }
        return nil
    }

    /// `NAME_FILE`, or a systemd credential of that name.
    private func secretFile(
        named name: String,
        beside plain: String?
    ) throws(ConfigurationError) -> Found? {
        let variable = "\(name)_FILE"
        var path = environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        if path != nil, plain != nil {
            throw ConfigurationError([
                "environment \(variable): \(name) is set too; set one of them"
            ])
        }
        var origin = Origin.environment(variable)
        if path == nil, plain == nil, let folder = environment["CREDENTIALS_DIRECTORY"] {
            let credential = "\(folder)/\(name)"
            guard let bytes = try? readFile(credential) else { return nil }
            origin = .file(path: credential, line: 1, column: 1)
            return (.secret(secret(from: bytes)), origin)
        }
        guard let found = path else { return nil }
        path = found
        do { return (.secret(secret(from: try readFile(found))), origin) } catch {
            throw ConfigurationError(["environment \(variable): cannot read \(found): \(error)"])
        }
    }

    private func flagValue(of setting: Setting) throws(ConfigurationError) -> Found? {
        guard let flag = setting.flag, let values = flags[flag], let last = values.last else {
            return nil
        }
        let origin = Origin.flag(flag)
        if case .list = setting.kind { return (.list(values), origin) }
        return (try checked(last, as: setting, from: origin), origin)
    }

    private func checked(
        _ text: String,
        as setting: Setting,
        from origin: Origin
    ) throws(ConfigurationError) -> SettingValue {
        do { return try setting.value(of: text) } catch {
            throw ConfigurationError(["\(origin): \(error.problem)"])
        }
    }
}

/// A secret's text is its file's without the line end an editor leaves.
func secret(from bytes: [UInt8]) -> Secret {
    var rest = bytes[...]
    while let last = rest.last, last == 0x0A || last == 0x0D { rest.removeLast() }
    return Secret(String(decoding: rest, as: UTF8.self))
}
