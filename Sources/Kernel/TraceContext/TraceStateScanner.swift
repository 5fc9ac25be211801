/// Checks `tracestate` headers one after the other and joins them.
///
/// The members are separated by commas, may be empty and may have white space around them. A key
/// is `[a-z0-9][a-z0-9_\-*/@]{0,255}`; a value 1 to 256 printable ASCII characters except `,` and
/// `=`, the last not a space.
struct TraceStateScanner {
    /// The members so far.
    private(set) var joined = ""
    private var count = 0

    /// Returns `false` when the header breaks a rule.
    mutating func scan(_ header: String) -> Bool {
        let bytes = header.utf8.span
        var start = 0
        while start <= bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let field = bytes.extracting(start..<end)
            let member = field.extracting(field.trimmedRange)
            start = end + 1
            if member.isEmpty { continue }
            count += 1
            guard count <= TraceState.mostMembers, let key = Self.keyLength(of: member) else {
                return false
            }
            append(member, keyLength: key)
        }
        return true
    }

    private mutating func append(_ member: Span<UInt8>, keyLength: Int) {
        let text = unsafe member.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
        let key = text.utf8.prefix(keyLength + 1)
        let isKnown = joined.utf8.split(separator: UInt8(ascii: ",")).contains {
            $0.starts(with: key)
        }
        if isKnown { return }
        joined += joined.isEmpty ? text : "," + text
    }

    /// Where the key of a trimmed member ends, or `nil` when the member breaks a rule.
    private static func keyLength(of member: Span<UInt8>) -> Int? {
        var end = 0
        while end < member.count, member[end] != UInt8(ascii: "=") { end += 1 }
        guard end < member.count, isKey(member.extracting(0..<end)),
            isValue(member.extracting((end + 1)..<member.count))
        else { return nil }
        return end
    }

    static func isKey(_ text: String) -> Bool { isKey(text.utf8.span) }
    static func isValue(_ text: String) -> Bool { isValue(text.utf8.span) }

    private static func isKey(_ text: Span<UInt8>) -> Bool {
        guard (1...256).contains(text.count), isLetterOrDigit(text[0]) else { return false }
        for index in 1..<text.count where !isLetterOrDigit(text[index]) {
            switch text[index] {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
                UInt8(ascii: "@"):
                continue
            default: return false
            }
        }
        return true
    }

    private static func isValue(_ text: Span<UInt8>) -> Bool {
        guard (1...256).contains(text.count), text[text.count - 1] != 0x20 else {
            return false
        }
        for index in 0..<text.count {
            let byte = text[index]
            let isAllowed = byte >= 0x20 && byte <= 0x7E
            if !isAllowed || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "=") { return false }
        }
        return true
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
