import YAML

/// Walks everything, as a decoder would.
func fuzzYAML(_ bytes: [UInt8]) {
    guard let documents = try? YAMLNode.documents(parsing: bytes, file: "fuzz") else { return }
    var open = documents
    while let node = open.popLast() {
        _ = node.resolution
        _ = try? node.asInt()
        _ = try? node.asBool()
        if let elements = try? node.asSequence() { open += elements }
        guard let mapping = try? node.asMapping() else { continue }
        try? mapping.refuseKeys(besides: ["groups", "rules"])
        open += mapping.pairs.flatMap { [$0.key, $0.value] }
    }
}
