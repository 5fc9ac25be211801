internal import Bytes

/// Alternatives of literals with gaps of any characters between them, such as `api-.+|.*error.*`.
///
/// The literals of all lie in one array, and what refers to them is plain integers, because a match
/// takes less time than counting references does.
struct GlobSet: Sendable {
    private var bytes: [UInt8] = []
    private var globs: [Glob] = []
    private var middles: [Middle] = []

    /// A run of any characters: `..` is exactly two, `.+` at least one, `.*` at least none.
    struct Gap: Equatable, Sendable {
        var minimum: Int
        var isBounded: Bool
    }

    enum Piece: Equatable, Sendable {
        case literal([UInt8])
        case gap(Gap)
    }

    /// One alternative: a literal, a gap, the middles with their gaps, a literal.
    private struct Glob {
        let first: Range<Int>
        let gap: Gap
        let middles: Range<Int>
        let last: Range<Int>
    }

    /// A literal between two gaps, with the second of them.
    private struct Middle {
        let literal: Range<Int>
        let gap: Gap
    }

    /// Takes alternatives in which literals and gaps take turns.
    ///
    /// `nil` where a search from left to right could go wrong: with several gaps, each must be `.*`
    /// or `.+`, because then the leftmost place of a literal is always the best.
    init?(_ alternatives: [[Piece]]) {
        for pieces in alternatives {
            guard append(pieces) else { return nil }
        }
    }

    /// What every match of each alternative begins with.
    var prefixes: [[UInt8]] { globs.map { Array(bytes[$0.first]) } }

    func matches(_ text: Span<UInt8>) -> Bool {
        for index in globs.indices where matches(text, globs[index]) { return true }
        return false
    }

    private mutating func append(_ pieces: [Piece]) -> Bool {
        var literals = [bytes.count..<bytes.count]
        var gaps: [Gap] = []
        for piece in pieces {
            switch piece {
            case .literal(let literal):
                bytes += literal
                literals[literals.count - 1] = (bytes.count - literal.count)..<bytes.count
            case .gap(let gap):
                gaps.append(gap)
                literals.append(bytes.count..<bytes.count)
            }
        }
        let isSearchable = gaps.allSatisfy { !$0.isBounded && $0.minimum <= 1 }
        guard gaps.count <= 1 || isSearchable else { return false }
        // A text without a gap is one with a gap of nothing at its end.
        if gaps.isEmpty { literals.append(bytes.count..<bytes.count) }
        let firstMiddle = middles.count
        middles += zip(literals.dropFirst().dropLast(), gaps.dropFirst()).map(Middle.init)
        let glob = Glob(
            first: literals[0],
            gap: gaps.first ?? Gap(minimum: 0, isBounded: true),
            middles: firstMiddle..<middles.count,
            last: literals[literals.count - 1]
        )
        globs.append(glob)
        return true
    }

    private func matches(_ text: Span<UInt8>, _ glob: Glob) -> Bool {
        let length = text.count - glob.first.count - glob.last.count
        guard length >= 0 else { return false }
        guard text.starts(with: bytes.span.extracting(glob.first)) else { return false }
        guard text.ends(with: bytes.span.extracting(glob.last)) else { return false }
        let body = text.extracting(glob.first.count..<(glob.first.count + length))
        guard let characters = body.characterCount else { return false }
        guard glob.middles.isEmpty else { return matchesMiddles(body, glob) }
        let minimum = glob.gap.minimum
        return glob.gap.isBounded ? characters == minimum : characters >= minimum
    }

    /// Finds each literal as far to the left as it can be, so that most is left for the others.
    ///
    /// Bytes and characters can be mixed here: the body is whole characters and each literal too,
    /// so a literal is only ever found where a character begins.
    private func matchesMiddles(_ body: Span<UInt8>, _ glob: Glob) -> Bool {
        var position = glob.gap.minimum
        for index in glob.middles {
            guard position <= body.count else { return false }
            let literal = bytes.span.extracting(middles[index].literal)
            let rest = body.extracting(droppingFirst: position)
            guard let offset = rest.firstOffset(of: literal) else { return false }
            position += offset + literal.count + middles[index].gap.minimum
        }
        return position <= body.count
    }
}

extension Span where Element == UInt8 {
    /// How many characters RE2's `.` sees here; `nil` where it meets a byte that it refuses.
    ///
    /// RE2 checks the lead byte and that the rest are continuations, no more, so it takes
    /// surrogates and some overlong forms for characters.
    fileprivate var characterCount: Int? {
        var offset = 0
        while offset + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { break }
            offset += 8
        }
        var characters = offset
        while offset < count {
            let length = Self.length(lead: self[offset])
            guard length > 0, length <= count - offset else { return nil }
            for next in (offset + 1)..<(offset + length) where self[next] & 0xC0 != 0x80 {
                return nil
            }
            offset += length
            characters += 1
        }
        return characters
    }

    private static func length(lead: UInt8) -> Int {
        switch lead {
        case 0..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }
}
