/// Bytes as text of 64 characters, six bits each (RFC 4648).
///
/// Decoding is strict: it takes exactly what `ByteBuffer.append(_:as:)` writes, so that no two texts
/// stand for the same bytes. "M" is `TQ==`, and `TQ` unpadded.
package struct Base64: Sendable {
    package let alphabet: Alphabet
    /// Whether `=` fills the last group of four characters.
    package let isPadded: Bool

    package enum Alphabet: Sendable {
        /// With `+` and `/`.
        case standard
        /// With `-` and `_`, which are safe in URLs and file names.
        case url
    }

    package static let standard = Base64(alphabet: .standard, isPadded: true)
    package static let url = Base64(alphabet: .url, isPadded: true)
    package static let standardUnpadded = Base64(alphabet: .standard, isPadded: false)
    package static let urlUnpadded = Base64(alphabet: .url, isPadded: false)

    package init(alphabet: Alphabet, isPadded: Bool) {
        self.alphabet = alphabet
        self.isPadded = isPadded
    }

    package func decode(_ text: String) throws(MalformedBytes) -> [UInt8] {
        try decode(Array(text.utf8))
    }

    package func decode(_ text: [UInt8]) throws(MalformedBytes) -> [UInt8] {
        let end = try lengthWithoutPadding(text)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end / 4 * 3 + 2)
        var bits: UInt32 = 0
        var held = 0
        for offset in 0..<end {
            bits = bits << 6 | UInt32(try value(of: text[offset], at: offset))
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
        }
        guard bits & ((1 << UInt32(held)) - 1) == 0 else {
            throw MalformedBytes(offset: end - 1, reason: .base64TrailingBits)
        }
        return bytes
    }

    private func lengthWithoutPadding(_ text: [UInt8]) throws(MalformedBytes) -> Int {
        let padding = isPadded ? text.reversed().prefix(2).prefix { $0 == Self.pad }.count : 0
        let end = text.count - padding
        // A group of one character has too few bits for a byte.
        if end % 4 == 1 { throw truncated(text.count, short: isPadded ? 3 : 1) }
        guard isPadded else { return end }
        let expected = (4 - end % 4) % 4
        if padding > expected { throw MalformedBytes(offset: end, reason: .base64Padding) }
        if padding < expected { throw truncated(text.count, short: expected - padding) }
        return end
    }

    private func truncated(_ length: Int, short: Int) -> MalformedBytes {
        MalformedBytes(offset: length, reason: .truncated(needed: short, left: 0))
    }

    private func value(of byte: UInt8, at offset: Int) throws(MalformedBytes) -> UInt8 {
        switch byte {
        case 0x41...0x5A: return byte - 0x41
        case 0x61...0x7A: return byte - 0x61 + 26
        case 0x30...0x39: return byte - 0x30 + 52
        case alphabet.digit62: return 62
        case alphabet.digit63: return 63
        default: throw MalformedBytes(offset: offset, reason: .notBase64)
        }
    }

    fileprivate static let pad = UInt8(ascii: "=")
}

extension Base64.Alphabet {
    fileprivate var digit62: UInt8 { self == .url ? UInt8(ascii: "-") : UInt8(ascii: "+") }
    fileprivate var digit63: UInt8 { self == .url ? UInt8(ascii: "_") : UInt8(ascii: "/") }

    fileprivate func character(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value & 0x3F)
        return switch value {
        case 0..<26: value + 0x41
        case 26..<52: value - 26 + 0x61
        case 52..<62: value - 52 + 0x30
        case 62: digit62
        default: digit63
        }
    }
}

extension ByteBuffer {
    package mutating func append(_ bytes: [UInt8], as base64: Base64) {
        append(bytes.span, as: base64)
    }

    package mutating func append(_ bytes: Span<UInt8>, as base64: Base64) {
        reserve((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let size = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in start..<(start + size) {
                let byte = bytes[offset]
                group |= UInt32(byte) << UInt32(16 - 8 * (offset - start))
            }
            for place in 0...size {
                append(base64.alphabet.character(group >> UInt32(18 - 6 * place)))
            }
            guard base64.isPadded else { continue }
            for _ in size..<3 { append(Base64.pad) }
        }
    }
}
