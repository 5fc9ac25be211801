package import Bytes
internal import Synchronization

/// Gives every label name and value a small integer, once.
///
/// Any threads may use it at the same time; only the first sight of a text takes a lock. Nothing is
/// ever freed before the table itself, so ids and what they stand for stay valid; `limit` bounds how
/// much that can be. A text costs its bytes, 16 bytes for where they are and 16 to 64 in the indexes.
///
/// The index is a hash table with open addressing whose slots are words, published one at a time:
///
///     slot = upper half: 32 bits of the text's hash    lower half: id + 1, or 0 in a free slot
@safe package final class SymbolTable: @unchecked Sendable {
    // Sendable because an index is only written under the lock, by atomic stores, and is not freed
    // before the table.

    /// How many texts there may be.
    package let limit: Int
    private let seed: UInt64
    private let symbols = SymbolStore()
    private let index: Atomic<UnsafeMutablePointer<SymbolIndex>>
    /// Held by who adds to the store and the index.
    private let writing = Mutex<Void>(())

    /// A longer text is refused, in bytes.
    package static let longestSymbol = 1 << 16
    /// The index grows when more than half of it is taken.
    private static let initialSlots = 1 << 10

    /// The seed makes it hard to choose texts that collide; it does not change any id.
    package init(limit: Int = 1 << 24, seed: UInt64 = .random(in: .min ... .max)) {
        precondition(limit > 0 && limit < Int(UInt32.max), "ids are of 32 bits, \"\" has one")
        self.limit = limit
        self.seed = seed
        let first = unsafe SymbolIndex.create(slots: Self.initialSlots, previous: nil)
        unsafe index = Atomic(first)
        let empty: [UInt8] = []
        unsafe insert(empty.span, hash: hash(empty.span), into: first)
    }

    deinit { unsafe SymbolIndex.destroy(index.load(ordering: .relaxed)) }

    /// How many texts there are, "" among them.
    package var count: Int { symbols.count }

    /// The id of `text`, which is new if the text is; in about 20 ns if it is not.
    package func intern(_ text: Span<UInt8>) throws(LabelError) -> SymbolID {
        let hash = hash(text)
        if let known = find(text, hash: hash) { return known }
        try check(text)
        return try writing.withLock { _ throws(LabelError) in
            // Another thread may have been first.
            if let known = find(text, hash: hash) { return known }
            guard symbols.count < limit else { throw LabelError.tooManySymbols(limit: limit) }
            return unsafe insert(text, hash: hash, into: room())
        }
    }

    package func intern(_ text: String) throws(LabelError) -> SymbolID {
        try intern(text.utf8.span)
    }

    /// The id of a text that was interned before.
    package func find(_ text: Span<UInt8>) -> SymbolID? { find(text, hash: hash(text)) }

    package func find(_ text: String) -> SymbolID? { find(text.utf8.span) }

    package func string(_ id: SymbolID) -> String {
        unsafe String(decoding: symbols[id], as: UTF8.self)
    }

    package func append(_ id: SymbolID, to buffer: inout ByteBuffer) {
        unsafe buffer.append(UnsafeRawBufferPointer(symbols[id]))
    }

    /// The bytes of a text, which stay where they are as long as the table.
    func bytes(_ id: SymbolID) -> UnsafeBufferPointer<UInt8> { unsafe symbols[id] }

    private func check(_ text: Span<UInt8>) throws(LabelError) {
        guard text.count <= Self.longestSymbol else { throw .tooLong(bytes: text.count) }
        let readable = unsafe text.withUnsafeBufferPointer { bytes in
            let isValid = unsafe String(validating: bytes, as: UTF8.self) != nil
            return unsafe isValid ? nil : String(decoding: bytes, as: UTF8.self)
        }
        if let readable { throw .notUTF8(readable) }
    }

    private func find(_ text: Span<UInt8>, hash: UInt32) -> SymbolID? {
        let index = unsafe index.load(ordering: .acquiring)
        var place = Int(hash)
        while true {
            let slot = unsafe index.pointee[place]
            guard slot != 0 else { return nil }
            if UInt32(truncatingIfNeeded: slot >> 32) == hash {
                let id = SymbolID(rawValue: UInt32(truncatingIfNeeded: slot) &- 1)
                if unsafe symbols[id].span.isEqual(to: text) { return id }
            }
            place &+= 1
        }
    }

    /// The index with room for one more, after growing if it must.
    private func room() -> UnsafeMutablePointer<SymbolIndex> {
        let current = unsafe index.load(ordering: .relaxed)
        guard unsafe symbols.count * 2 >= current.pointee.slots else { return unsafe current }
        let larger = unsafe SymbolIndex.create(
            slots: current.pointee.slots * 2,
            previous: current
        )
        for place in 0..<(unsafe current.pointee.slots) {
            let slot = unsafe current.pointee[place]
            if slot != 0 { unsafe larger.pointee.insert(slot) }
        }
        unsafe index.store(larger, ordering: .releasing)
        return unsafe larger
    }

    @discardableResult
    private func insert(
        _ text: Span<UInt8>,
        hash: UInt32,
        into index: UnsafeMutablePointer<SymbolIndex>
    ) -> SymbolID {
        let id = symbols.append(text)
        unsafe index.pointee.insert(UInt64(hash) << 32 | UInt64(id.rawValue + 1))
        return id
    }

    /// Eight bytes a step: the product of two words, folded, as wyhash does.
    private func hash(_ text: Span<UInt8>) -> UInt32 {
        let count = text.count
        var state = seed ^ UInt64(count)
        guard count >= 8 else {
            var word: UInt64 = 0
            for offset in text.indices { word = word << 8 | UInt64(text[offset]) }
            return UInt32(truncatingIfNeeded: Self.fold(state ^ word) >> 32)
        }
        var offset = 0
        while offset < count {
            // The last word may overlap the one before it.
            let place = min(offset, count &- 8)
            let word = unsafe text.bytes.unsafeLoadUnaligned(
                fromByteOffset: place,
                as: UInt64.self
            )
            state = Self.fold(state ^ word)
            offset &+= 8
        }
        return UInt32(truncatingIfNeeded: state >> 32)
    }

    private static func fold(_ word: UInt64) -> UInt64 {
        let product = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
