package import Bytes

/// Why bytes are not a JSON document, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The byte that is wrong, counted from the start of the bytes the reader was given.
    package let offset: Int
    package let position: TextPosition
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        /// What should have been there, and what was.
        case expected(String, found: String)
        case unterminatedString
        case controlCharacter(UInt8)
        case invalidEscape
        case loneSurrogate
        case invalidUTF8
        case byteOrderMark
        case leadingZero
        /// More than a `Double` can hold.
        case numberOutOfRange
        case numberTooLong
        case tooDeep(limit: Int)
        case duplicateKey(String, first: TextPosition)
    }

    init(at offset: Int, in bytes: [UInt8], _ reason: Reason) {
        self.offset = offset
        self.reason = reason
        position = TextPosition(of: offset, in: bytes)
    }

    package var description: String {
        "line \(position.line), column \(position.column) (byte \(offset)): \(sentence)"
    }

    /// The reason as a sentence, without the place.
    package var sentence: String {
        switch reason {
        case .expected(let expected, let found):
            "expected \(expected), found \(found)"
        case .unterminatedString:
            "a string without its closing quote"
        case .controlCharacter(let byte):
            "control character \(hexadecimal(byte)) in a string; it must be escaped"
        case .invalidEscape:
            #"an escape that JSON does not know; it has \" \\ \/ \b \f \n \r \t and \uXXXX"#
        case .loneSurrogate:
            "half of a surrogate pair without the other half"
        case .invalidUTF8:
            "a byte that is not valid UTF-8"
        case .byteOrderMark:
            "a byte order mark, which JSON does not allow"
        case .leadingZero:
            "a number with a leading zero"
        case .numberOutOfRange:
            "a number larger than a double can hold"
        case .numberTooLong:
            "a number of more than \(JSONReader.maximumNumberLength) characters"
        case .tooDeep(let limit):
            "arrays and objects nest deeper than \(limit)"
        case .duplicateKey(let key, let first):
            "the key \"\(key)\" occurs twice, first at line \(first.line), column \(first.column)"
        }
    }

    /// The byte at `offset` as a reader of the error would call it.
    static func name(of offset: Int, in bytes: [UInt8]) -> String {
        guard offset < bytes.count else { return "the end" }
        let byte = bytes[offset]
        guard byte >= 0x20, byte != 0x7F else { return "control character \(hexadecimal(byte))" }
        let character = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars
        return character.first.map { "'\($0)'" } ?? "the end"
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "U+000" : "U+00") + String(byte, radix: 16, uppercase: true)
}
