/// A cursor over the text of a date or duration.
struct TimeScanner {
    let text: String
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { offset == bytes.count }
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Reads one byte if it is one of `choices`.
    mutating func skip(_ choices: String) -> UInt8? {
        guard let byte = peek, choices.utf8.contains(byte) else { return nil }
        offset += 1
        return byte
    }

    mutating func expect(_ literal: String) throws(MalformedTime) {
        guard bytes[offset...].starts(with: literal.utf8) else { throw failure("\"\(literal)\"") }
        offset += literal.utf8.count
    }

    /// Reads exactly `count` digits, whose value must be in `range`.
    mutating func number(
        digits count: Int,
        in range: ClosedRange<Int>,
        _ noun: String
    ) throws(MalformedTime) -> Int {
        let start = offset
        var value = 0
        for _ in 0..<count {
            guard let digit = skip("0123456789") else { throw failure("a digit of the \(noun)") }
            value = value * 10 + Int(digit - 0x30)
        }
        guard range.contains(value) else {
            let limits = "\(range.lowerBound) to \(range.upperBound)"
            throw failure("a number from \(limits) as the \(noun)", at: start)
        }
        return value
    }

    /// Reads the one of `names` that stands here and returns its place.
    mutating func name(
        of names: [String],
        _ noun: String
    ) throws(MalformedTime) -> Int {
        let rest = bytes[offset...]
        guard let index = names.firstIndex(where: { rest.starts(with: $0.utf8) }) else {
            throw failure("a \(noun)")
        }
        offset += names[index].utf8.count
        return index
    }

    func expectEnd() throws(MalformedTime) {
        if !isAtEnd { throw failure("the end") }
    }

    func failure(_ expected: String, at place: Int? = nil) -> MalformedTime {
        MalformedTime(text: text, offset: place ?? offset, expected: expected)
    }
}
