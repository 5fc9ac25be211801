import Synchronization

/// A pointer that is null until it is set, once and for all, by whoever comes first.
///
/// It is kept as an integer, because an `Atomic` pointer is not Sendable.
@safe struct OncePointer: ~Copyable, Sendable {
    private let bits = Atomic<UInt>(0)

    @inline(__always)
    borrowing func load() -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: bits.load(ordering: .acquiring))
    }

    /// Sets it to `pointer` unless it is set already; returns what it is then.
    borrowing func set(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let (_, old) = bits.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: pointer),
            ordering: .acquiringAndReleasing
        )
        return unsafe UnsafeMutableRawPointer(bitPattern: old) ?? pointer
    }
}
