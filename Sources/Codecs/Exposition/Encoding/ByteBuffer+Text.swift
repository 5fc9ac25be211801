import Bytes
import TraceContext

extension ByteBuffer {
    /// Appends text with `\`, line feed and, with `quotes`, `"` escaped by a backslash.
    @inline(__always)
    mutating func append(escaped text: RawSpan, quotes: Bool) {
        let needsEscape = text.contains { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }
        if needsEscape {
            appendEscaping(text, quotes: quotes)
        } else {
            append(text)
        }
    }

    mutating func append(escaped text: String, quotes: Bool) {
        // Not by the string's own span; `append(_: String)` says why.
        var text = text
        text.withUTF8 {
            unsafe append(escaped: UnsafeRawBufferPointer($0).bytes, quotes: quotes)
        }
    }

    @inline(never)
    private mutating func appendEscaping(_ text: RawSpan, quotes: Bool) {
        for offset in text.byteOffsets {
            switch unsafe text.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) {
            case 0x5C: append(literal: "\\\\")
            case 0x0A: append(literal: "\\n")
            case 0x22 where quotes: append(literal: "\\\"")
            case let byte: append(byte)
            }
        }
    }

    /// Appends a metric or label name, in quotes where it needs them.
    mutating func append(name: String, allowsColon: Bool) {
        if EscapingScheme.isLegacy(name, allowsColon: allowsColon) { return append(name) }
        append(0x22)
        append(escaped: name, quotes: true)
        append(0x22)
    }

    /// Appends 16 lowercase hexadecimal digits.
    mutating func append(hexadecimal value: UInt64) {
        for shift in stride(from: 60 as UInt64, through: 0, by: -4) {
            append(Hexadecimal.digit(value >> shift))
        }
    }
}

extension RawSpan {
    @inline(__always)
    fileprivate func contains(where isWanted: (UInt8) -> Bool) -> Bool {
        for offset in byteOffsets {
            let byte = unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            if isWanted(byte) { return true }
        }
        return false
    }
}
