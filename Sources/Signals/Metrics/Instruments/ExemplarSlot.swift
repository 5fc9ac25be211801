import Clocks
import Exposition
import Synchronization
import TraceContext

/// Keeps the latest exemplar of a counter.
///
/// Whoever finds it in use goes on without: an exemplar is a sample, and one more comes.
@safe final class ExemplarSlot: Sendable {
    private let lock = TryLock()
    private let memory: Memory

    /// Room for one exemplar.
    @safe private struct Memory: @unchecked Sendable {
        // Proof: the pointee is only touched while `lock` is held.
        let pointer: UnsafeMutablePointer<Exemplar?>
    }

    init() {
        memory = unsafe Memory(pointer: .allocate(capacity: 1))
        unsafe memory.pointer.initialize(to: nil)
    }

    deinit { unsafe memory.pointer.deallocate() }

    func offer(_ exemplar: Exemplar) {
        _ = lock.tryRun { unsafe memory.pointer.pointee = exemplar }
    }

    func clear() { lock.run { unsafe memory.pointer.pointee = nil } }

    var latest: Exemplar? { lock.run { unsafe memory.pointer.pointee } }
}

extension Exemplar {
    init(_ span: SpanContext, value: Double, time: Instant) {
        self.init(traceID: span.traceID, spanID: span.spanID, value: value, time: time)
    }
}
