import Bytes
import HTTPServer
import Matching
import YAML

/// What a configuration file sets, checked key by key against the table of settings.
struct FileSection {
    let path: String
    let readFile: (String) throws -> [UInt8]
    private(set) var values: [(key: String, found: (value: SettingValue, origin: Origin))] = []
    private(set) var credentials: [Credential] = []
    private(set) var problems: [String] = []
    private var credentialNames: Set<String> = []

    private static let credentialsKey = "http.credentials"

    init(path: String, readFile: @escaping (String) throws -> [UInt8]) {
        self.path = path
        self.readFile = readFile
    }

    mutating func read(_ bytes: [UInt8]) {
        do {
            let root = try YAMLNode(parsing: bytes, file: path)
            if !root.isNull { readMapping(root, under: "") }
        } catch { problems.append("\(error)") }
    }

    private mutating func readMapping(_ node: YAMLNode, under prefix: String) {
        guard let pairs = attempt(at: node, prefix, { try node.asMapping().pairs }) else { return }
        for pair in pairs {
            let key = prefix.isEmpty ? pair.name : "\(prefix).\(pair.name)"
            if key == Self.credentialsKey {
                readCredentials(pair.value)
            } else if let setting = Setting.named(key) {
                readValue(pair.value, of: setting)
            } else if let setting = secretSetting(fileKey: key) {
                readSecretFile(pair.value, of: setting)
            } else if Self.keys.contains(where: { $0.hasPrefix("\(key).") }) {
                if !pair.value.isNull { readMapping(pair.value, under: key) }
            } else {
                complain(at: pair.key, unknownKey(pair.name, under: prefix))
            }
        }
    }

    private static let keys = Setting.all.map(\.key) + [credentialsKey]

    private func secretSetting(fileKey key: String) -> Setting? {
        guard key.hasSuffix("_file") else { return nil }
        return Setting.named(String(key.dropLast(5))).flatMap { $0.isSecret ? $0 : nil }
    }

    private func unknownKey(_ name: String, under prefix: String) -> String {
        let start = prefix.isEmpty ? "" : "\(prefix)."
        let here = Self.keys.filter { $0.hasPrefix(start) }.map { key in
            String(key.dropFirst(start.count).prefix { $0 != "." })
        }
        if let nearest = Spelling.nearest(to: name, in: here) {
            return "unknown key \"\(name)\"; did you mean \"\(nearest)\"?"
        }
        if let elsewhere = Self.keys.first(where: { $0.hasSuffix(".\(name)") }) {
            return "unknown key \"\(name)\" here; it is written as \"\(elsewhere)\""
        }
        let expected = Set(here).sorted().joined(separator: ", ")
        return "unknown key \"\(name)\"; expected one of \(expected)"
    }

    private mutating func readValue(_ node: YAMLNode, of setting: Setting) {
        if node.isNull { return }
        let key = setting.key
        if case .sequence(let items) = node.content, case .list = setting.kind {
            let texts = items.compactMap { item in attempt(at: item, key) { try item.asString() } }
            values.append((key, (.list(texts), origin(of: node))))
            return
        }
        guard let text = attempt(at: node, key, { try node.asString() }) else { return }
        do { values.append((key, (try setting.value(of: text), origin(of: node)))) } catch {
            complain(at: node, "\(key): \(error.problem)")
        }
    }

    private mutating func readSecretFile(_ node: YAMLNode, of setting: Setting) {
        guard let secret = secretFile(node, key: "\(setting.key)_file") else { return }
        values.append((setting.key, (.secret(secret), origin(of: node))))
    }

    private mutating func secretFile(_ node: YAMLNode, key: String) -> Secret? {
        guard let name = attempt(at: node, key, { try node.asString() }) else { return nil }
        do { return secret(from: try readFile(name)) } catch {
            complain(at: node, "\(key): cannot read \(name): \(error)")
            return nil
        }
    }

    /// What `read` returns, or `nil` and its complaint in the name of `key`.
    private mutating func attempt<Value>(
        at node: YAMLNode,
        _ key: String,
        _ read: () throws -> Value
    ) -> Value? {
        do { return try read() } catch {
            let problem = (error as? YAMLError)?.message ?? "\(error)"
            complain(at: node, key.isEmpty ? problem : "\(key): \(problem)")
            return nil
        }
    }

    private mutating func complain(at node: YAMLNode, _ problem: String) {
        problems.append("\(node.error(problem))")
    }

    private func origin(of node: YAMLNode) -> Origin {
        .file(path: path, line: node.position.line, column: node.position.column)
    }
}

// MARK: - Credentials

extension FileSection {
    private static let credentialKeys = ["name", "role", "secret", "secret_file"]

    private mutating func readCredentials(_ node: YAMLNode) {
        if node.isNull { return }
        let key = Self.credentialsKey
        for entry in attempt(at: node, key, { try node.asSequence() }) ?? [] {
            readCredential(entry)
        }
    }

    private mutating func readCredential(_ node: YAMLNode) {
        let list = Self.credentialsKey
        guard let pairs = attempt(at: node, list, { try node.asMapping().pairs }) else { return }
        var texts: [String: String] = [:]
        var secrets: [Secret] = []
        for pair in pairs {
            switch pair.name {
            case "secret_file":
                secrets += [secretFile(pair.value, key: pair.name)].compactMap { $0 }
            case "secret", "name", "role":
                let text = attempt(at: pair.value, pair.name) { try pair.value.asString() }
                texts[pair.name] = text ?? ""
            default:
                let nearest = Spelling.nearest(to: pair.name, in: Self.credentialKeys)
                let suggestion = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
                complain(at: pair.key, "unknown key \"\(pair.name)\"\(suggestion)")
            }
        }
        if let secret = texts["secret"] { secrets.append(Secret(secret)) }
        addCredential(texts, secrets, at: node)
    }

    private mutating func addCredential(
        _ texts: [String: String],
        _ secrets: [Secret],
        at node: YAMLNode
    ) {
        guard let name = texts["name"], !name.isEmpty else {
            return complain(at: node, "http.credentials: a credential needs a name")
        }
        guard let role = texts["role"].flatMap(Role.init) else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            return complain(at: node, "http.credentials: \(name) needs a role: one of \(roles)")
        }
        guard secrets.count == 1, let secret = secrets.first, !secret.isEmpty else {
            return complain(
                at: node,
                "http.credentials: \(name) needs secret or secret_file, not empty"
            )
        }
        guard credentialNames.insert(name).inserted else {
            return complain(at: node, "http.credentials: \(name) is there twice")
        }
        credentials.append(Credential(name: name, role: role, secret: secret.reveal()))
    }
}
