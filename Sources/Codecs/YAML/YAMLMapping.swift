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
        let nearest =
            known
            .map { (key: $0, distance: distance(stranger.name, $0)) }
            .min { $0.distance < $1.distance }
        var message = "unknown key \"\(stranger.name)\""
        if let nearest, nearest.distance <= max(1, nearest.key.utf8.count / 3) {
            message += "; did you mean \"\(nearest.key)\"?"
        }
        throw stranger.key.error(message)
    }
}

/// How many letters must be added, left out, changed or swapped with the next to make one word the
/// other, over at most 64 letters.
private func distance(_ one: String, _ other: String) -> Int {
    let left = Array(one.utf8.prefix(64))
    let right = Array(other.utf8.prefix(64))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (i, letter) in left.enumerated() {
        var row = [i + 1]
        for (j, another) in right.enumerated() {
            var best = min(last[j] + (letter == another ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, letter == right[j - 1], left[i - 1] == another {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
