import Bytes

extension JSONReader {
    /// What the text says, with its escapes resolved.
    package func string(_ text: JSONText) -> String {
        guard text.hasEscapes else { return String(decoding: bytes[text.range], as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.range.count)
        var position = text.range.lowerBound
        while position < text.range.upperBound {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\") {
                position = unescape(at: position, into: &plain)
            } else {
                plain.append(byte)
                position += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Whether the text says `other`, without making a `String` of it when it has no escapes.
    package func text(_ text: JSONText, is other: StaticString) -> Bool {
        let wanted = unsafe UnsafeBufferPointer(
            start: other.utf8Start,
            count: other.utf8CodeUnitCount
        )
        guard text.hasEscapes else { return unsafe bytes[text.range].elementsEqual(wanted) }
        return unsafe string(text).utf8.elementsEqual(wanted)
    }

    /// Moves past a string and checks it; the current byte is its opening quote.
    mutating func scanString() throws(JSONError) -> JSONText {
        let opening = offset
        offset += 1
        var hasEscapes = false
        while true {
            offset = unsafe bytes.withUnsafeBytes { all in
                unsafe JSONScan.endOfPlainText(in: all, from: offset)
            }
            switch peek {
            case UInt8(ascii: "\""):
                offset += 1
                return JSONText(range: (opening + 1)..<(offset - 1), hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            case .some(let byte) where byte < 0x20: throw failure(.controlCharacter(byte))
            case .some: try skipCharacters()
            case nil: throw failure(.unterminatedString, at: opening)
            }
        }
    }

    /// Moves past a run of characters that are not ASCII.
    private mutating func skipCharacters() throws(JSONError) {
        let start = offset
        let (end, isValid) = unsafe bytes.withUnsafeBytes { all in
            var position = start
            while position < all.count, unsafe all[position] >= 0x80 {
                guard let length = unsafe UTF8Sequence.length(at: position, in: all) else {
                    return (position, false)
                }
                position += length
            }
            return (position, true)
        }
        offset = end
        if !isValid { throw failure(.invalidUTF8) }
    }

    private mutating func skipEscape() throws(JSONError) {
        let start = offset
        offset += 1
        switch peek {
        case UInt8(ascii: "u"): break
        case .some(let byte) where Self.plainByte(escapedAs: byte) != nil:
            offset += 1
            return
        case .some: throw failure(.invalidEscape, at: start)
        case nil: throw failure(.unterminatedString)
        }
        guard let unit = hexadecimal(at: offset + 1) else {
            throw failure(.invalidEscape, at: start)
        }
        offset += 5
        guard UTF16.isSurrogate(unit) else { return }
        guard UTF16.isLeadSurrogate(unit), peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
            bytes[offset + 1] == UInt8(ascii: "u"), let second = hexadecimal(at: offset + 2),
            UTF16.isTrailSurrogate(second)
        else { throw failure(.loneSurrogate, at: start) }
        offset += 6
    }

    private static func plainByte(escapedAs byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The value of the four hexadecimal digits at `start`.
    private func hexadecimal(at start: Int) -> UInt16? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt16 = 0
        for byte in bytes[start..<(start + 4)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte & 15)
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt16((byte & 15) + 9)
            default: return nil
            }
        }
        return value
    }

    /// Resolves an escape that `skipEscape` has checked and returns where it ends.
    private func unescape(at start: Int, into plain: inout [UInt8]) -> Int {
        if let byte = Self.plainByte(escapedAs: bytes[start + 1]) {
            plain.append(byte)
            return start + 2
        }
        var units = [hexadecimal(at: start + 2) ?? 0xFFFD]
        if UTF16.isSurrogate(units[0]) { units.append(hexadecimal(at: start + 8) ?? 0xFFFD) }
        plain += String(decoding: units, as: UTF16.self).utf8
        return start + 6 * units.count
    }
}
