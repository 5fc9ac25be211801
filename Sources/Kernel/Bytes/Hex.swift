/// Bytes as pairs of hexadecimal digits.
package enum Hex {
    /// Reads digits of either case.
    package static func decode(_ text: [UInt8]) throws(MalformedBytes) -> [UInt8] {
        guard text.count.isMultiple(of: 2) else {
            throw MalformedBytes(offset: text.count, reason: .truncated(needed: 1, left: 0))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for offset in stride(from: 0, to: text.count, by: 2) {
            let high = try digit(in: text, at: offset)
            let low = try digit(in: text, at: offset + 1)
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    package static func decode(_ text: String) throws(MalformedBytes) -> [UInt8] {
        try decode(Array(text.utf8))
    }

    private static func digit(in text: [UInt8], at offset: Int) throws(MalformedBytes) -> UInt8 {
        switch text[offset] {
        case let byte where byte &- 0x30 < 10: byte &- 0x30
        case let byte where (byte | 0x20) &- 0x61 < 6: (byte | 0x20) &- 0x61 &+ 10
        default: throw MalformedBytes(offset: offset, reason: .notHex)
        }
    }
}

extension ByteBuffer {
    /// Appends two lower-case hexadecimal digits a byte.
    package mutating func append(hex bytes: Span<UInt8>) {
        reserve(2 * bytes.count)
        for offset in bytes.indices {
            let byte = bytes[offset]
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 0xF))
        }
    }

    package mutating func append(hex bytes: [UInt8]) { append(hex: bytes.span) }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? 0x30 : 0x61 - 10)
    }
}
