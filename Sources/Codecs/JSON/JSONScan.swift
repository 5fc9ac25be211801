/// Skips over plain text, eight bytes at a time, for the writer and the reader.
enum JSONScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The first byte at or after `start` that is a quote, a backslash, a control character or
    /// not ASCII; `bytes.count` when there is none.
    @inline(__always)
    static func endOfPlainText(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position + 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let marked = specials(in: UInt64(littleEndian: word))
            if marked != 0 { return position + marked.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, unsafe isPlain(bytes[position]) { position += 1 }
        return position
    }

    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The top bit of each byte of `word` that is not plain.
    ///
    /// A borrow can mark a byte above a special one wrongly, never one below: the lowest is right.
    @inline(__always)
    private static func specials(in word: UInt64) -> UInt64 {
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = word &- (ones &* 0x20)
        return (control | (quote &- ones) | (backslash &- ones) | word) & tops
    }
}
