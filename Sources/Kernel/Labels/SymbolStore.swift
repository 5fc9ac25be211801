internal import Synchronization

/// The texts of a `SymbolTable` in the order of their ids; they never move.
///
/// Entries lie in chunks of 1024, 1024, 2048, 4096, ... and the bytes in blocks, so that growing
/// moves nothing that a reader might look at.
@safe final class SymbolStore: @unchecked Sendable {
    // Sendable because only the holder of the table's lock writes, and it writes an entry before it
    // raises `published`, under which all readers stay.
    private let published = Atomic<Int>(0)
    private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    private var blocks = unsafe [UnsafeMutableBufferPointer<UInt8>]()
    /// What is left of the last block.
    private var free = unsafe UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

    private typealias Entry = UnsafeBufferPointer<UInt8>

    private static let firstChunkBits = 10
    private static let chunkCount = 32 - firstChunkBits + 1
    private static let blockSize = 1 << 16

    init() {
        unsafe chunks = .allocate(capacity: Self.chunkCount)
        unsafe chunks.initialize(repeating: nil, count: Self.chunkCount)
    }

    deinit {
        for chunk in 0..<Self.chunkCount { unsafe chunks[chunk]?.deallocate() }
        unsafe chunks.deallocate()
        for place in unsafe blocks.indices { unsafe blocks[place].deallocate() }
    }

    var count: Int { published.load(ordering: .acquiring) }

    subscript(id: SymbolID) -> UnsafeBufferPointer<UInt8> {
        let number = Int(id.rawValue)
        precondition(number < count, "an id is used with the table that gave it")
        let (chunk, place) = Self.place(number)
        // The chunk is there, because the entry is.
        return unsafe chunks[chunk].unsafelyUnwrapped[place]
    }

    /// Adds a text; only the holder of the table's lock may.
    func append(_ text: Span<UInt8>) -> SymbolID {
        let number = published.load(ordering: .relaxed)
        let (chunk, place) = Self.place(number)
        if place == 0 { unsafe chunks[chunk] = .allocate(capacity: Self.capacity(chunk)) }
        let bytes = unsafe copy(text)
        unsafe (chunks[chunk].unsafelyUnwrapped + place).initialize(to: bytes)
        published.store(number + 1, ordering: .releasing)
        return SymbolID(rawValue: UInt32(number))
    }

    private func copy(_ text: Span<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if unsafe free.count < text.count {
            unsafe free = .allocate(capacity: max(Self.blockSize, text.count))
            unsafe blocks.append(free)
        }
        let bytes = unsafe free.extracting(..<text.count)
        unsafe free = free.extracting(text.count...)
        unsafe text.withUnsafeBufferPointer { unsafe _ = bytes.initialize(fromContentsOf: $0) }
        return UnsafeBufferPointer(bytes)
    }

    private static func capacity(_ chunk: Int) -> Int {
        1 << max(chunk - 1 + firstChunkBits, firstChunkBits)
    }

    private static func place(_ number: Int) -> (chunk: Int, place: Int) {
        let chunk = Int.bitWidth - (number >> firstChunkBits).leadingZeroBitCount
        return (chunk, chunk == 0 ? number : number - 1 << (chunk - 1 + firstChunkBits))
    }
}
