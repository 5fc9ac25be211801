/// A growable run of bytes that encoders write into.
///
/// It owns its memory alone, so an append is a capacity check and a store: no reference count, no
/// uniqueness check. Codecs take it `inout`; whoever owns it sends or keeps what was written.
@safe @usableFromInline
package struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// How many bytes have been written.
    @usableFromInline package internal(set) var count: Int

    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
        count = 0
    }

    deinit { unsafe base.deallocate() }

    @inlinable package var isEmpty: Bool { count == 0 }

    /// Makes room for `extra` more bytes.
    @inlinable @inline(__always)
    package mutating func reserve(_ extra: Int) {
        if count + extra > capacity { grow(toHold: count + extra) }
    }

    @usableFromInline @inline(never)
    mutating func grow(toHold needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        unsafe moved.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = moved
        capacity = larger
    }

    @inlinable @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    @inlinable @inline(__always)
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    @inlinable
    package mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @inlinable
    package mutating func append(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @inlinable
    package mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends the UTF-8 bytes of `text`.
    @inlinable
    package mutating func append(_ text: String) {
        // Not by its span: a release build of Swift 6.3 overwrites the copy of a small string that
        // the span points to before it is read.
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a literal without making a `String` of it.
    @inlinable @inline(__always)
    package mutating func append(literal text: StaticString) {
        let start = unsafe text.utf8Start
        unsafe append(UnsafeRawBufferPointer(start: start, count: text.utf8CodeUnitCount))
    }

    @inlinable
    package mutating func append(_ other: borrowing ByteBuffer) {
        unsafe append(UnsafeRawBufferPointer(start: other.base, count: other.count))
    }

    /// Forgets what was written and keeps the memory.
    @inlinable
    package mutating func removeAll() { count = 0 }

    /// Forgets everything from `length` on.
    @inlinable
    package mutating func truncate(to length: Int) {
        precondition(
            length >= 0 && length <= count,
            "a buffer is only truncated to a length it has"
        )
        count = length
    }

    /// Forgets the first `length` bytes and moves the rest to the front.
    package mutating func removeFirst(_ length: Int) {
        precondition(length >= 0 && length <= count, "only written bytes can be removed")
        unsafe base.copyMemory(from: base + length, byteCount: count - length)
        count -= length
    }

    /// Lends the written bytes; the pointer is dead once `body` returns.
    @inlinable
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Lends room for up to `room` more bytes; `body` returns how many it wrote.
    @inlinable
    package mutating func appendUninitialized<Failure: Error>(
        _ room: Int,
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(room)
        let written = try unsafe body(
            UnsafeMutableRawBufferPointer(start: base + count, count: room)
        )
        precondition(written >= 0 && written <= room, "no more is written than there is room for")
        count += written
    }

    /// A copy of the written bytes.
    package var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// The written bytes as text; invalid UTF-8 is replaced by U+FFFD.
    package var string: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Overwrites bytes that were already written.
    @inlinable
    package mutating func overwrite(at offset: Int, with byte: UInt8) {
        precondition(offset >= 0 && offset < count, "only written bytes can be overwritten")
        unsafe base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }
}
