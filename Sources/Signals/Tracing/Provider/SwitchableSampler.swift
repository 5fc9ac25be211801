internal import Synchronization
internal import TraceContext

/// A sampler that can be replaced while spans start, and costs a start no lock.
@safe
final class SwitchableSampler: @unchecked Sendable {
    // Proof: the pointer is only read and stored atomically, and points at an immutable object.
    private let current: Atomic<UnsafeRawPointer>
    /// Every sampler there ever was; they are few, and a start may still be using one.
    private let all: Mutex<[Box]>

    private final class Box: Sendable {
        let sampler: any Sampler

        init(_ sampler: any Sampler) { self.sampler = sampler }

        var address: UnsafeRawPointer {
            unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        }
    }

    init(_ sampler: any Sampler) {
        let box = Box(sampler)
        unsafe current = Atomic(box.address)
        all = Mutex([box])
    }

    func replace(with sampler: any Sampler) {
        let box = Box(sampler)
        all.withLock { $0.append(box) }
        unsafe current.store(box.address, ordering: .releasing)
    }

    func sample(_ span: SamplingRequest) -> SamplingResult {
        let box = unsafe Unmanaged<Box>.fromOpaque(current.load(ordering: .acquiring))
        // `all` keeps the box alive for as long as `self` is.
        return unsafe box._withUnsafeGuaranteedRef { $0.sampler.sample(span) }
    }

    func decision(under parent: SpanContext?) -> SamplingResult.Decision? {
        let box = unsafe Unmanaged<Box>.fromOpaque(current.load(ordering: .acquiring))
        return unsafe box._withUnsafeGuaranteedRef { $0.sampler.decision(under: parent) }
    }

    var description: String {
        all.withLock { $0.last?.sampler.description ?? "" }
    }
}
