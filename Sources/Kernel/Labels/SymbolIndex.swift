internal import Synchronization

/// The slots of a `SymbolTable`'s index, of which there is a power of two.
@safe struct SymbolIndex: ~Copyable {
    let slots: Int
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// The smaller one that this replaced; it is kept, because a reader may still be in it.
    private let previous: UnsafeMutablePointer<SymbolIndex>?

    private init(slots: Int, previous: UnsafeMutablePointer<SymbolIndex>?) {
        self.slots = slots
        unsafe self.previous = previous
        unsafe words = .allocate(capacity: slots)
        for place in 0..<slots { unsafe (words + place).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deallocate()
        if let previous = unsafe previous { unsafe Self.destroy(previous) }
    }

    static func create(
        slots: Int,
        previous: UnsafeMutablePointer<SymbolIndex>?
    ) -> UnsafeMutablePointer<SymbolIndex> {
        let index = UnsafeMutablePointer<SymbolIndex>.allocate(capacity: 1)
        unsafe index.initialize(to: SymbolIndex(slots: slots, previous: previous))
        return unsafe index
    }

    /// Frees an index and those before it.
    static func destroy(_ index: UnsafeMutablePointer<SymbolIndex>) {
        unsafe index.deinitialize(count: 1)
        unsafe index.deallocate()
    }

    /// The slot at a place, which wraps around; what its id stands for can be read after this.
    subscript(place: Int) -> UInt64 {
        unsafe words[place & (slots - 1)].load(ordering: .acquiring)
    }

    /// Puts a slot at the first free place from its hash on.
    func insert(_ slot: UInt64) {
        var place = Int(truncatingIfNeeded: slot >> 32)
        while self[place] != 0 { place += 1 }
        unsafe words[place & (slots - 1)].store(slot, ordering: .releasing)
    }
}
