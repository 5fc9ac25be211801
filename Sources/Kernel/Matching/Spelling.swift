/// Finds what a mistyped name was probably meant to be.
package enum Spelling {
    /// Longer names are compared by their beginnings.
    private static let comparedLetters = 64

    /// The name nearest to `name`, where at most a third of its letters differ.
    package static func nearest(to name: String, in names: some Sequence<String>) -> String? {
        let letters = Array(name.lowercased().prefix(comparedLetters))
        let limit = max(1, letters.count / 3)
        let near = names.map {
            (name: $0, distance: distance(letters, Array($0.lowercased().prefix(comparedLetters))))
        }
        return near.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour to get from
    /// one word to the other (optimal string alignment; Damerau 1964).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var best = min(last[j + 1] + 1, row[j] + 1)
                best = min(best, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[right.count]
    }
}
