internal import Synchronization

/// A sampler that can be replaced while spans start, and costs a start no lock.
struct SwitchableSampler: ~Copyable, Sendable {
    /// The address of the last of `all`, as a number: see `ForkLocal`.
    private let current: Atomic<UInt>
    /// Two bits for every kind of parent: a decision, or that the sampler has to be asked.
    private let quick: Atomic<UInt>
    /// Every sampler there ever was; they are few, and a start may still be using one.
    private let all: Mutex<[Box]>

    private static let ask: UInt = 3

    final class Box: Sendable {
        let sampler: any Sampler

        init(_ sampler: any Sampler) { self.sampler = sampler }

        var address: UInt {
            unsafe UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque())
        }
    }

    init(_ sampler: any Sampler) {
        let box = Box(sampler)
        current = Atomic(box.address)
        quick = Atomic(Self.table(of: sampler))
        all = Mutex([box])
    }

    func replace(with sampler: any Sampler) {
        let box = Box(sampler)
        all.withLock { all in
            all.append(box)
            current.store(box.address, ordering: .releasing)
            quick.store(Self.table(of: sampler), ordering: .releasing)
        }
    }

    private static func table(of sampler: any Sampler) -> UInt {
        ParentKind.allCases.reduce(0) { table, parent in
            let decision = sampler.decision(under: parent)
            let code = decision.map { UInt($0.rawValue) } ?? ask
            return table | code << UInt(2 * parent.rawValue)
        }
    }

    /// The decision that needs no look at the span, or `nil`.
    @inline(__always)
    func decision(under parent: ParentKind) -> SamplingResult.Decision? {
        let code = quick.load(ordering: .acquiring) >> UInt(2 * parent.rawValue) & Self.ask
        return SamplingResult.Decision(rawValue: Int(code))
    }

    func sample(_ span: SamplingRequest) -> SamplingResult {
        let address = current.load(ordering: .acquiring)
        let box = unsafe unsafeBitCast(address, to: Unmanaged<Box>.self)
        // `all` keeps the box alive for as long as `self` is.
        return unsafe box._withUnsafeGuaranteedRef { $0.sampler.sample(span) }
    }
}
