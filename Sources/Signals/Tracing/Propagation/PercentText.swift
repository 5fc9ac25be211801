/// Text in which bytes are spelled as `%` and two hexadecimal digits.
enum PercentText {
    /// An incomplete escape stays as it is; bytes that are no UTF-8 become U+FFFD.
    static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = escaped(rest.prefix(2)) {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func encoded(_ text: String, where isPlain: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 0xF)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Every `%` begins an escape.
    static func isWellFormed(_ text: some StringProtocol) -> Bool {
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), escaped(rest.prefix(2)) == nil { return false }
        }
        return true
    }

    private static func escaped(_ digits: some Collection<UInt8>) -> UInt8? {
        let numbers = digits.compactMap(number)
        guard numbers.count == 2 else { return nil }
        return numbers[0] << 4 | numbers[1]
    }

    private static func number(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    private static func digit(_ number: UInt8) -> UInt8 {
        number < 10 ? 0x30 + number : 0x37 + number
    }
}
