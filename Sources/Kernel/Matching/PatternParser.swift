/// Recognises patterns that need no regular expression, and multiplies their groups out.
///
/// `foo-(a|b).*` becomes the two alternatives `foo-a.*` and `foo-b.*`. Anything it does not know -
/// classes, repetitions of other things than `.`, flags - makes it give up, never guess: what it
/// accepts means the same to RE2, which a test holds.
struct PatternParser {
    typealias Alternative = [GlobSet.Piece]

    private let bytes: [UInt8]
    private var offset = 0

    /// A pattern with more alternatives, or more bytes in them, is left to RE2.
    private static let maximumAlternatives = 10_000
    private static let maximumBytes = 1 << 20
    /// So is one with more factors in a sequence, since each multiplies all before it.
    private static let maximumFactors = 64
    private static let maximumDepth = 8

    private init(_ pattern: String) { bytes = Array(pattern.utf8) }

    static func parse(_ pattern: String) -> [Alternative]? {
        var parser = PatternParser(pattern)
        guard let alternatives = parser.alternation(depth: 0) else { return nil }
        return parser.offset == parser.bytes.count ? alternatives : nil
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: byte) else { return false }
        offset += 1
        return true
    }

    private mutating func alternation(depth: Int) -> [Alternative]? {
        guard depth <= Self.maximumDepth else { return nil }
        var alternatives: [Alternative] = []
        repeat {
            guard let sequence = sequence(depth: depth) else { return nil }
            alternatives += sequence
            guard alternatives.count <= Self.maximumAlternatives else { return nil }
        } while skip("|")
        return alternatives
    }

    /// Reads up to a `|`, a `)` or the end.
    private mutating func sequence(depth: Int) -> [Alternative]? {
        var product: [Alternative] = [[]]
        // An anchor at the outer edge says what is so anyway.
        if depth == 0 { _ = skip("^") }
        var factors = 0
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            if depth == 0, skip("$") { break }
            factors += 1
            guard factors <= Self.maximumFactors else { return nil }
            let factor: [Alternative]? =
                switch byte {
                case UInt8(ascii: "("): group(depth: depth)
                case UInt8(ascii: "."): gap()
                default: literal().map { [[.literal($0)]] }
                }
            guard let factor, let next = Self.multiply(product, factor) else { return nil }
            product = next
        }
        return product
    }

    private mutating func group(depth: Int) -> [Alternative]? {
        offset += 1
        if skip("?"), !skip(":") { return nil }
        guard var alternatives = alternation(depth: depth + 1), skip(")") else { return nil }
        if skip("?") { alternatives.append([]) }
        return alternatives
    }

    private mutating func gap() -> [Alternative]? {
        offset += 1
        if skip("*") { return [[.gap(GlobSet.Gap(minimum: 0, isBounded: false))]] }
        if skip("+") { return [[.gap(GlobSet.Gap(minimum: 1, isBounded: false))]] }
        return [[.gap(GlobSet.Gap(minimum: 1, isBounded: true))]]
    }

    /// Reads characters that stand for themselves; `nil` where there is none.
    private mutating func literal() -> [UInt8]? {
        var literal: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "\\") {
                guard let escaped = escaped() else { return nil }
                literal.append(escaped)
            } else if Self.special.contains(byte) {
                break
            } else {
                literal.append(byte)
                offset += 1
            }
        }
        return literal.isEmpty ? nil : literal
    }

    /// An escaped mark of punctuation stands for itself.
    private mutating func escaped() -> UInt8? {
        guard offset + 1 < bytes.count else { return nil }
        let byte = bytes[offset + 1]
        let isLetterOrDigit = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
        guard byte > 0x20, byte < 0x7F, !isLetterOrDigit else { return nil }
        offset += 2
        return byte
    }

    /// What does not stand for itself, or might not.
    private static let special = Set("\\.+*?()|[]{}^$".utf8)

    private static func multiply(_ left: [Alternative], _ right: [Alternative]) -> [Alternative]? {
        guard left.count * right.count <= maximumAlternatives else { return nil }
        var size = 0
        var product: [Alternative] = []
        product.reserveCapacity(left.count * right.count)
        for head in left {
            for tail in right {
                let joined = tail.reduce(into: head) { $0.append(merging: $1) }
                size += joined.reduce(0) { $0 + $1.size }
                guard size <= maximumBytes else { return nil }
                product.append(joined)
            }
        }
        return product
    }
}

extension [GlobSet.Piece] {
    /// Appends a piece so that literals and gaps alternate.
    fileprivate mutating func append(merging piece: GlobSet.Piece) {
        switch (last, piece) {
        case (.literal(let before), .literal(let bytes)):
            self[count - 1] = .literal(before + bytes)
        case (.gap(let before), .gap(let gap)):
            let minimum = before.minimum + gap.minimum
            let isBounded = before.isBounded && gap.isBounded
            self[count - 1] = .gap(GlobSet.Gap(minimum: minimum, isBounded: isBounded))
        default: append(piece)
        }
    }
}

extension GlobSet.Piece {
    fileprivate var size: Int {
        if case .literal(let bytes) = self { bytes.count } else { 1 }
    }
}
