import CLinux

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
    // Proof: `heads` is immutable, its pointees and `next` are set once, atomically, and a part is
    // only touched while its lock is held.

    private let heads: UnsafeMutablePointer<OncePointer>
    private let mask: UInt32

    /// A chain does not grow beyond this.
    ///
    /// It takes as many threads that were interrupted inside of an update on one processor; then
    /// the next update tries again from the front.
    private static var longestChain: Int { 64 }

    /// What stands before a part.
    @safe fileprivate struct Header: ~Copyable {
        let lock = TryLock()
        let next = OncePointer()
    }

    /// A header and, apart from it so that nobody touches both at once, its part.
    @safe fileprivate struct Stripe {
        let memory: UnsafeMutableRawPointer

        /// Stripes of two processors must not share a cache line.
        private static var alignment: Int { 64 }

        private static var partOffset: Int {
            let alignment = MemoryLayout<Part>.alignment
            return (MemoryLayout<Header>.size + alignment - 1) / alignment * alignment
        }

        @inline(__always)
        init(_ memory: UnsafeMutableRawPointer) { unsafe self.memory = memory }

        init(making part: consuming Part) {
            let size = Self.partOffset + MemoryLayout<Part>.size
            unsafe memory = .allocate(byteCount: size, alignment: Self.alignment)
            unsafe memory.initializeMemory(as: Header.self, to: Header())
            unsafe self.part.initialize(to: part)
        }

        func destroy() {
            unsafe header.deinitialize(count: 1)
            unsafe part.deinitialize(count: 1)
            unsafe memory.deallocate()
        }

        @inline(__always)
        var header: UnsafeMutablePointer<Header> {
            unsafe memory.assumingMemoryBound(to: Header.self)
        }

        @inline(__always)
        var part: UnsafeMutablePointer<Part> {
            unsafe (memory + Self.partOffset).assumingMemoryBound(to: Part.self)
        }
    }

    init() {
        mask = Processors.mask
        unsafe heads = .allocate(capacity: Int(mask) + 1)
        for index in 0...Int(mask) { unsafe (heads + index).initialize(to: OncePointer()) }
    }

    deinit {
        for index in 0...Int(mask) {
            var rest = unsafe heads[index].load()
            while let memory = unsafe rest {
                let stripe = unsafe Stripe(memory)
                unsafe rest = stripe.header.pointee.next.load()
                stripe.destroy()
            }
        }
        unsafe heads.deallocate()
    }

    /// A part that nobody else touches until it is given back.
    @safe struct Taken {
        private let stripe: Stripe

        @inline(__always)
        fileprivate init(_ stripe: Stripe) { self.stripe = stripe }

        @inline(__always)
        var part: Part {
            _read { yield unsafe stripe.part.pointee }
            nonmutating _modify { yield unsafe &stripe.part.pointee }
        }

        @inline(__always)
        func give() { unsafe stripe.header.pointee.lock.give() }
    }

    /// Takes the first part of this processor, if it is there and free.
    @inline(__always)
    func take() -> Taken? {
        let head = unsafe heads + Int(tocsin_current_cpu() & mask)
        guard let first = unsafe head.pointee.load() else { return nil }
        let stripe = unsafe Stripe(first)
        return unsafe stripe.header.pointee.lock.take() ? Taken(stripe) : nil
    }

    /// Takes the first free part of this processor, which gets another one if none is free.
    @inline(never)
    func take(making make: () -> Part) -> Taken {
        let head = unsafe heads + Int(tocsin_current_cpu() & mask)
        while true {
            var stripe = unsafe follow(head.pointee, make)
            for _ in 0..<Self.longestChain {
                if unsafe stripe.header.pointee.lock.take() { return Taken(stripe) }
                stripe = unsafe follow(stripe.header.pointee.next, make)
            }
        }
    }

    /// What `link` points at, which is made if there is nothing yet.
    private func follow(_ link: borrowing OncePointer, _ make: () -> Part) -> Stripe {
        if let known = unsafe link.load() { return unsafe Stripe(known) }
        let stripe = Stripe(making: make())
        let winner = unsafe link.set(stripe.memory)
        if unsafe winner != stripe.memory { stripe.destroy() }
        return unsafe Stripe(winner)
    }

    /// Lends every part, one after another, each while nobody else touches it.
    func visit(_ body: (inout Part) -> Void) {
        for index in 0...Int(mask) {
            var rest = unsafe heads[index].load()
            while let memory = unsafe rest {
                let stripe = unsafe Stripe(memory)
                unsafe stripe.header.pointee.lock.wait()
                unsafe body(&stripe.part.pointee)
                unsafe stripe.header.pointee.lock.give()
                unsafe rest = stripe.header.pointee.next.load()
            }
        }
    }
}
