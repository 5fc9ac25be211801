internal import CLinux
internal import Synchronization

/// An object of which every process has its own: after a fork the child makes a new one.
///
/// The parent's may be locked for ever by a thread that the child does not have, so the child
/// neither uses nor frees it. Reading takes no lock.
@safe
final class ForkLocal<Value: AnyObject & Sendable>: @unchecked Sendable {
    // Proof: the pointer is only read and exchanged atomically, and points at an immutable object.
    private let current: Atomic<UnsafeRawPointer>
    private let make: @Sendable () -> Value

    private final class Holder: Sendable {
        let epoch = tocsin_fork_epoch()
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
        unsafe current = Atomic(Self.retained(make()))
    }

    deinit {
        unsafe Unmanaged<Holder>.fromOpaque(current.load(ordering: .acquiring)).release()
    }

    func with<Result>(_ body: (Value) -> Result) -> Result {
        let found = unsafe current.load(ordering: .acquiring)
        // Only `deinit` releases a holder, besides one that no other thread has seen.
        return unsafe Unmanaged<Holder>.fromOpaque(found)._withUnsafeGuaranteedRef { holder in
            if holder.epoch == tocsin_fork_epoch() { return body(holder.value) }
            return unsafe body(renewed(found).value)
        }
    }

    var value: Value { with { $0 } }

    private func renewed(_ old: UnsafeRawPointer) -> Holder {
        let new = unsafe Self.retained(make())
        let (isMine, found) = unsafe current.compareExchange(
            expected: old,
            desired: new,
            ordering: .acquiringAndReleasing
        )
        if isMine { return unsafe Unmanaged<Holder>.fromOpaque(new).takeUnretainedValue() }
        unsafe Unmanaged<Holder>.fromOpaque(new).release()
        return unsafe Unmanaged<Holder>.fromOpaque(found).takeUnretainedValue()
    }

    private static func retained(_ value: Value) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(Unmanaged.passRetained(Holder(value)).toOpaque())
    }
}
