import CLinux
import Synchronization

/// The parts of one histogram or summary, at least one for each processor that has updated it.
///
/// An update takes the first free part in the chain of the processor it runs on:
///
///     processor 0:  [taken] -> [free]        the first writer was interrupted inside of its part
///     processor 1:  [free]
///     processor 2:                            never used
///
/// Taking is one compare-and-swap, inside are plain memory accesses, giving back is one store. Who
/// finds no free part adds one to the chain. So no update waits, neither for another nor for a
/// scrape, which takes one part at a time; every part is consistent, and so is their sum.
@safe struct Stripes<Part: ~Copyable>: ~Copyable, @unchecked Sendable {
    // Proof: `heads` is immutable, its pointees and `next` are atomic, and a part is only touched
    // while its lock is held.

    private let heads: UnsafeMutablePointer<Atomic<UnsafeMutableRawPointer?>>
    private let mask: UInt32

    /// A chain does not grow beyond this.
    ///
    /// It takes as many threads that were interrupted inside of an update on one processor; then
    /// the next update tries again from the front.
    private static var longestChain: Int { 64 }

    @safe fileprivate struct Stripe: ~Copyable {
        let lock = TryLock()
        let next = unsafe Atomic<UnsafeMutableRawPointer?>(nil)
        var part: Part

        init(_ part: consuming Part) { self.part = part }
    }

    init() {
        mask = Processors.mask
        unsafe heads = .allocate(capacity: Int(mask) + 1)
        for index in 0...Int(mask) { unsafe (heads + index).initialize(to: Atomic(nil)) }
    }

    deinit {
        for index in 0...Int(mask) {
            var rest = unsafe heads[index].load(ordering: .acquiring)
            while let memory = unsafe rest {
                let stripe = unsafe memory.assumingMemoryBound(to: Stripe.self)
                unsafe rest = stripe.pointee.next.load(ordering: .acquiring)
                unsafe stripe.deinitialize(count: 1)
                unsafe memory.deallocate()
            }
        }
        unsafe heads.deallocate()
    }

    /// A part that nobody else touches until it is given back.
    @safe struct Taken {
        fileprivate let stripe: UnsafeMutablePointer<Stripe>

        @inline(__always)
        var part: Part {
            _read { yield unsafe stripe.pointee.part }
            nonmutating _modify { yield unsafe &stripe.pointee.part }
        }

        @inline(__always)
        func give() { unsafe stripe.pointee.lock.give() }
    }

    private typealias Link = Atomic<UnsafeMutableRawPointer?>

    /// Takes the first part of this processor, if it is there and free.
    @inline(__always)
    func take() -> Taken? {
        let head = unsafe heads + Int(tocsin_current_cpu() & mask)
        guard let first = unsafe head.pointee.load(ordering: .acquiring) else { return nil }
        let stripe = unsafe first.assumingMemoryBound(to: Stripe.self)
        return unsafe stripe.pointee.lock.take() ? Taken(stripe: stripe) : nil
    }

    /// Takes the first free part of this processor, which gets another one if none is free.
    @inline(never)
    func take(making make: () -> Part) -> Taken {
        let head = unsafe heads + Int(tocsin_current_cpu() & mask)
        while true {
            var stripe = unsafe follow(head.pointee, make)
            for _ in 0..<Self.longestChain {
                if unsafe stripe.pointee.lock.take() { return unsafe Taken(stripe: stripe) }
                unsafe stripe = follow(stripe.pointee.next, make)
            }
        }
    }

    /// What `link` points at, which is made if there is nothing yet.
    private func follow(
        _ link: borrowing Atomic<UnsafeMutableRawPointer?>,
        _ make: () -> Part
    ) -> UnsafeMutablePointer<Stripe> {
        if let known = unsafe link.load(ordering: .acquiring) {
            return unsafe known.assumingMemoryBound(to: Stripe.self)
        }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Stripe>.stride,
            alignment: 64
        )
        let stripe = unsafe memory.bindMemory(to: Stripe.self, capacity: 1)
        unsafe stripe.initialize(to: Stripe(make()))
        let (done, other) = unsafe link.compareExchange(
            expected: nil,
            desired: memory,
            ordering: .acquiringAndReleasing
        )
        if done { return unsafe stripe }
        unsafe stripe.deinitialize(count: 1)
        unsafe memory.deallocate()
        return unsafe other?.assumingMemoryBound(to: Stripe.self) ?? stripe
    }

    /// Lends every part, one after another, each while nobody else touches it.
    func visit(_ body: (inout Part) -> Void) {
        for index in 0...Int(mask) {
            var rest = unsafe heads[index].load(ordering: .acquiring)
            while let memory = unsafe rest {
                let stripe = unsafe memory.assumingMemoryBound(to: Stripe.self)
                unsafe stripe.pointee.lock.wait()
                unsafe body(&stripe.pointee.part)
                unsafe stripe.pointee.lock.give()
                unsafe rest = stripe.pointee.next.load(ordering: .acquiring)
            }
        }
    }
}
