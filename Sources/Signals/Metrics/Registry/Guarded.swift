import Synchronization

/// A `Mutex` whose hand-overs the thread sanitizer can see.
///
/// On Linux a contended `Mutex` is handed over by the kernel, where the sanitizer is blind: it
/// reports whatever such a lock protects. So whoever unlocks also stores, and whoever locks loads;
/// both touch a cache line that the lock has fetched anyway.
struct Guarded<Value: Sendable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let handover = Atomic<Bool>(false)

    init(_ value: Value) { mutex = Mutex(value) }

    @inline(__always)
    func withLock<Result: Sendable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try mutex.withLock { value throws(Failure) in
            _ = handover.load(ordering: .acquiring)
            defer { handover.store(true, ordering: .releasing) }
            return try body(&value)
        }
    }
}
