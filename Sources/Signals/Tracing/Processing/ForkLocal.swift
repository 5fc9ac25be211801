internal import CLinux
internal import Synchronization

/// An object of which every process has its own: after a fork the child makes a new one.
///
/// The parent's may be locked for ever by a thread that the child does not have, so the child
/// neither uses nor frees it. Reading takes no lock.
final class ForkLocal<Value: AnyObject & Sendable>: Sendable {
    /// A retained holder, as a number: the thread sanitizer's build of an atomic pointer does not
    /// compile.
    private let current: Atomic<UInt>
    private let make: @Sendable () -> Value

    private final class Holder: Sendable {
        let epoch = tocsin_fork_epoch()
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
        current = Atomic(Self.retained(make()))
    }

    deinit {
        unsafe Self.holder(at: current.load(ordering: .acquiring)).release()
    }

    func with<Result>(_ body: (Value) -> Result) -> Result {
        let found = current.load(ordering: .acquiring)
        // Only `deinit` releases a holder, besides one that no other thread has seen.
        return unsafe Self.holder(at: found)._withUnsafeGuaranteedRef { holder in
            if holder.epoch == tocsin_fork_epoch() { return body(holder.value) }
            return body(renewed(found).value)
        }
    }

    var value: Value { with { $0 } }

    private func renewed(_ old: UInt) -> Holder {
        let new = Self.retained(make())
        let (isMine, found) = current.compareExchange(
            expected: old,
            desired: new,
            ordering: .acquiringAndReleasing
        )
        if isMine { return unsafe Self.holder(at: new).takeUnretainedValue() }
        unsafe Self.holder(at: new).release()
        return unsafe Self.holder(at: found).takeUnretainedValue()
    }

    private static func retained(_ value: Value) -> UInt {
        unsafe UInt(bitPattern: Unmanaged.passRetained(Holder(value)).toOpaque())
    }

    private static func holder(at address: UInt) -> Unmanaged<Holder> {
        unsafe unsafeBitCast(address, to: Unmanaged<Holder>.self)
    }
}
