/// A bounds-checked cursor over bytes that came from outside: it throws where an index would trap.
package struct ByteReader {
    package let bytes: [UInt8]
    /// The position of the next byte, counted from the start of `bytes`.
    package private(set) var offset: Int
    /// The position just past the last byte that may be read.
    package let end: Int

    package typealias Failure = MalformedBytes

    package init(_ bytes: [UInt8]) {
        self.init(bytes, in: 0..<bytes.count)
    }

    package init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range within bytes")
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    package var isAtEnd: Bool { offset >= end }
    package var remaining: Int { end - offset }

    /// The next byte without moving on, or `nil` at the end.
    package var peek: UInt8? { offset < end ? bytes[offset] : nil }

    package mutating func byte() throws(Failure) -> UInt8 {
        guard offset < end else { throw truncated(1) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Moves past `count` bytes and returns where they are.
    package mutating func take(_ count: Int) throws(Failure) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw truncated(count) }
        defer { offset += count }
        return offset..<(offset + count)
    }

    /// A little-endian base-128 integer, at most 64 bits.
    package mutating func varint() throws(Failure) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { break }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw Failure(offset: start, reason: .varintTooLong)
    }

    /// A zigzag-coded signed varint.
    package mutating func zigzag() throws(Failure) -> Int64 {
        let raw = try varint()
        return Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))
    }

    package mutating func fixed32() throws(Failure) -> UInt32 {
        let range = try take(4)
        return range.reversed().reduce(0) { $0 << 8 | UInt32(bytes[$1]) }
    }

    package mutating func fixed64() throws(Failure) -> UInt64 {
        let range = try take(8)
        return range.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }

    private func truncated(_ needed: Int) -> Failure {
        Failure(offset: offset, reason: .truncated(needed: needed, left: remaining))
    }
}
