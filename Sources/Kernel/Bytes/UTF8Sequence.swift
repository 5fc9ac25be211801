/// Checks single characters of UTF-8 by the table of the Unicode standard (table 3-7).
package enum UTF8Sequence {
    /// How many bytes the character at `position` takes; `nil` when it is not well-formed.
    package static func length(
        at position: Int,
        in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        guard position >= 0, position < bytes.count else { return nil }
        let first = unsafe bytes[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        switch first {
        case 0xE0: second = 0xA0...0xBF
        case 0xED: second = 0x80...0x9F
        case 0xF0: second = 0x90...0xBF
        case 0xF4: second = 0x80...0x8F
        default: break
        }
        guard position + length <= bytes.count else { return nil }
        guard unsafe second.contains(bytes[position + 1]) else { return nil }
        for next in (position + 2)..<(position + max(length, 2)) {
            guard unsafe bytes[next] & 0xC0 == 0x80 else { return nil }
        }
        return length
    }

    /// The top bits of eight bytes: all zero where the eight are ASCII.
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The first byte of `range` that does not belong to well-formed UTF-8.
    package static func firstInvalid(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        let clamped = range.clamped(to: 0..<bytes.count)
        return unsafe bytes.withUnsafeBytes { all in
            let part = unsafe UnsafeRawBufferPointer(rebasing: all[clamped])
            var position = 0
            while position < part.count {
                if position + 8 <= part.count,
                    unsafe part.loadUnaligned(fromByteOffset: position, as: UInt64.self) & tops == 0
                {
                    position += 8
                    continue
                }
                guard let length = unsafe length(at: position, in: part) else {
                    return clamped.lowerBound + position
                }
                position += length
            }
            return nil
        }
    }
}
