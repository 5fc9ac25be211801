import Bytes

/// The pairs of a mapping while it is read: refuses a key that occurs twice, resolves merge keys.
struct YAMLPairs {
    private(set) var all: [YAMLNode.Pair] = []
    private var positions: [[UInt8]: TextPosition] = [:]
    private var merges: [YAMLNode] = []

    /// `<<` stands for the pairs of the mapping (or mappings) behind it, as in YAML 1.1.
    static func isMerge(_ key: YAMLNode, _ scalar: YAMLScalar) -> Bool {
        guard scalar.text == "<<" else { return false }
        return key.tag.map { $0 == "tag:yaml.org,2002:merge" } ?? (scalar.style == .plain)
    }

    /// `event` is where the key is written, which for an alias is not where its node is.
    mutating func add(
        _ pair: YAMLNode.Pair,
        _ event: YAMLEvents.Event
    ) throws(YAMLError) {
        let first = positions.updateValue(event.position, forKey: Array(pair.name.utf8))
        if let first {
            throw YAMLError(
                file: pair.key.file,
                position: event.position,
                message: "the key \"\(pair.name)\" occurs twice, first at \(first)"
            )
        }
        all.append(pair)
    }

    mutating func addMerge(of value: YAMLNode, key: YAMLNode) throws(YAMLError) {
        guard merges.isEmpty else { throw key.error("the key \"<<\" occurs twice") }
        switch value.content {
        case .mapping: merges = [value]
        case .sequence(let elements): merges = elements
        case .scalar: break
        }
        let onlyMappings = merges.allSatisfy {
            if case .mapping = $0.content { true } else { false }
        }
        guard !merges.isEmpty, onlyMappings else {
            throw key.error("a merge key takes a mapping or a sequence of mappings")
        }
    }

    /// Adds the pairs behind merge keys that the mapping does not have itself, after its own;
    /// returns how many were looked at.
    mutating func merged() throws(YAMLError) -> Int {
        var looked = 0
        for merge in merges {
            guard case .mapping(let pairs) = merge.content else { continue }
            looked += pairs.count
            for pair in pairs {
                let name = Array(pair.name.utf8)
                guard positions[name] == nil else { continue }
                positions[name] = pair.key.position
                all.append(pair)
            }
        }
        return looked
    }
}
