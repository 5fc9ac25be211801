package import Bytes

extension ByteBuffer {
    /// Appends `text` as a JSON string, quotes included.
    ///
    /// Only what RFC 8259 demands is escaped: the quote, the backslash and U+0000 to U+001F.
    package mutating func append(jsonString text: String) {
        // Not by the string's own span; `append(_: String)` says why.
        var text = text
        text.withUTF8 { unsafe append(jsonStringOf: $0.span) }
    }

    /// Appends bytes that are known to be valid UTF-8 as a JSON string, quotes included.
    package mutating func append(jsonStringOf utf8: Span<UInt8>) {
        reserve(utf8.count + 2)
        append(UInt8(ascii: "\""))
        unsafe utf8.withUnsafeBytes { bytes in
            var clean = 0
            var position = 0
            while true {
                position = unsafe JSONScan.endOfPlainText(in: bytes, from: position)
                guard position < bytes.count else { break }
                let byte = unsafe bytes[position]
                if byte < 0x80 {
                    unsafe append(UnsafeRawBufferPointer(rebasing: bytes[clean..<position]))
                    append(jsonEscapeOf: byte)
                    clean = position + 1
                }
                position += 1
            }
            unsafe append(UnsafeRawBufferPointer(rebasing: bytes[clean...]))
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(jsonEscapeOf byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(literal: "u00")
            append(hexDigit: byte >> 4)
            append(hexDigit: byte & 15)
        }
    }

    private mutating func append(hexDigit digit: UInt8) {
        append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }

    /// Appends the shortest digits that read back as `value`; NaN and infinities become `null`.
    ///
    /// JSON has no spelling for the latter. An API that must tell them apart (Prometheus writes
    /// `"NaN"`, `"+Inf"`) sends strings.
    package mutating func append(jsonNumber value: Double) {
        if value.isFinite { append(double: value) } else { append(literal: "null") }
    }
}
