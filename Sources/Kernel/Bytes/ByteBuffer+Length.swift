extension ByteBuffer {
    /// Appends what `body` writes, preceded by its length as a varint.
    ///
    /// When `body` throws, nothing stays.
    @inlinable
    package mutating func appendWithLength<Failure: Error>(
        _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        let start = beginLength()
        do throws(Failure) {
            try body(&self)
        } catch {
            truncate(to: start)
            throw error
        }
        endLength(at: start)
    }

    /// Keeps room for a length; whoever appends what it counts says so with `endLength(at:)`.
    ///
    /// One byte is kept and the bytes are moved up when it needs more: measured faster than a pass
    /// over the values just to add up sizes.
    @inlinable @inline(__always)
    package mutating func beginLength() -> Int {
        append(0 as UInt8)
        return count - 1
    }

    /// Writes how much was appended since `beginLength` returned `start`.
    @inlinable @inline(__always)
    package mutating func endLength(at start: Int) {
        precondition(start >= 0 && count > start, "a message only appends")
        let length = count - start - 1
        if length < 0x80 {
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: length),
                toByteOffset: start,
                as: UInt8.self
            )
        } else {
            widenLength(at: start, to: UInt64(length))
        }
    }

    /// Replaces the byte at `start` by `length` as a varint of two bytes or more.
    @usableFromInline @inline(never)
    mutating func widenLength(at start: Int, to length: UInt64) {
        let extra = (length.bitWidth - length.leadingZeroBitCount + 6) / 7 - 1
        reserve(extra)
        unsafe (base + start + 1 + extra)
            .copyMemory(from: base + start + 1, byteCount: Int(length))
        var rest = length
        for position in start..<(start + extra) {
            let low = UInt8(truncatingIfNeeded: rest) | 0x80
            unsafe base.storeBytes(of: low, toByteOffset: position, as: UInt8.self)
            rest >>= 7
        }
        let last = UInt8(truncatingIfNeeded: rest)
        unsafe base.storeBytes(of: last, toByteOffset: start + extra, as: UInt8.self)
        count += extra
    }
}
