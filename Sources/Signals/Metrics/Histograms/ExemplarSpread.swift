import Clocks
import Exposition

/// Keeps a few exemplars that lie far from each other, for histograms without fixed buckets.
struct ExemplarSpread {
    /// Ascending by time once `sort` was called.
    private(set) var exemplars: [Exemplar] = []

    static let capacity = 10
    /// One older than this gives way first.
    private static let lifetime: Int64 = 300_000_000_000

    /// Makes room at once, so that no update has to.
    mutating func reserve() { exemplars.reserveCapacity(Self.capacity) }

    /// Takes it in; when full, in place of one that is too old, else of the nearest in value.
    mutating func offer(_ exemplar: Exemplar) {
        guard exemplars.count == Self.capacity else { return exemplars.append(exemplar) }
        var oldest = 0
        var nearest = 0
        var distance = UInt64.max
        for index in exemplars.indices {
            if exemplars[index].time < exemplars[oldest].time { oldest = index }
            let own = Self.distance(exemplars[index].value, exemplar.value)
            if own < distance {
                distance = own
                nearest = index
            }
        }
        let age = exemplar.time.nanoseconds &- exemplars[oldest].time.nanoseconds
        let victim = age > Self.lifetime ? oldest : nearest
        if exemplars[victim].time <= exemplar.time { exemplars[victim] = exemplar }
    }

    mutating func removeAll() { exemplars.removeAll(keepingCapacity: true) }

    mutating func sort() { exemplars.sort { $0.time < $1.time } }

    /// How far apart two values are: bit patterns of floating-point numbers grow about as their
    /// logarithm does.
    private static func distance(_ left: Double, _ right: Double) -> UInt64 {
        let (left, right) = (left.bitPattern, right.bitPattern)
        return left > right ? left - right : right - left
    }
}
