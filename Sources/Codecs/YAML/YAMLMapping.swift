import Matching

/// A mapping that is being decoded: finds values by key and refuses keys nobody knows.
package struct YAMLMapping: Sendable {
    package let node: YAMLNode
    package let pairs: [YAMLNode.Pair]

    package subscript(key: String) -> YAMLNode? {
        pairs.first { $0.name.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The value of `key`; an error that points at the mapping when there is none.
    package func required(_ key: String) throws(YAMLError) -> YAMLNode {
        guard let value = self[key] else { throw node.error("the key \"\(key)\" is missing") }
        return value
    }

    /// Refuses the first key that is not among `known`, and names the one that was probably meant.
    package func refuseKeys(besides known: [String]) throws(YAMLError) {
        guard let stranger = pairs.first(where: { !known.contains($0.name) }) else { return }
        var message = "unknown key \"\(stranger.name)\""
        if let nearest = Spelling.nearest(to: stranger.name, in: known) {
            message += "; did you mean \"\(nearest)\"?"
        }
        throw stranger.key.error(message)
    }
}
