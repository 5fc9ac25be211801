import Clocks

/// How all parts of a native histogram count at the moment, and how that changes when there are
/// too many buckets.
struct NativeShape: Sendable {
    /// Grows with every change; a part that has seen another version must conform.
    private(set) var version: UInt64 = 0
    private(set) var schema: Int
    private(set) var zeroThreshold: Double
    /// How often everything was forgotten.
    private(set) var resets: UInt64 = 0
    private var lastReset: Int64

    init(_ native: NativeBuckets, now: Int64) {
        schema = native.schema
        zeroThreshold = native.zeroThreshold
        lastReset = now
    }

    enum Change {
        case forget
        case coarsen
    }

    /// Takes the mildest measure that is allowed, or returns `nil` if there is none left: forget
    /// everything, or widen the zero bucket up to `least`, or halve the resolution.
    mutating func tighten(_ native: NativeBuckets, least: Double?, now: Int64) -> Change? {
        if now - lastReset >= native.minimumResetInterval.clampedNanoseconds {
            forget(native, now: now)
            return .forget
        }
        if let least, least > zeroThreshold, least <= native.maximumZeroThreshold {
            zeroThreshold = least
        } else if schema > ExponentialIndex.coarsestSchema {
            schema -= 1
        } else {
            return nil
        }
        version += 1
        return .coarsen
    }

    /// Starts again as it was made.
    mutating func forget(_ native: NativeBuckets, now: Int64) {
        let resets = resets + 1
        let version = version + 1
        self = NativeShape(native, now: now)
        self.resets = resets
        self.version = version
    }
}
