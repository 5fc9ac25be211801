internal import Bytes

/// A regular expression in RE2's syntax that matches whole texts, as Prometheus uses them.
///
/// It means `^(?s:pattern)$`: `.` is any character, also a new line. Bytes that are not UTF-8 match
/// only where RE2 lets them. A finite set of texts (`a|b`, `foo-(a|b)`) and a few literals with gaps
/// (`abc.*`, `.*abc`, `5..|429`) are matched without RE2, with the same result.
package final class Pattern: Sendable {
    package let source: String
    /// A text with which every match begins, for an index to search by; perhaps empty.
    package let prefix: String
    private let literalSet: LiteralSet?
    private let globs: GlobSet?
    private let compiled: CompiledExpression?

    /// A longer pattern is refused, in bytes.
    package static let maximumLength = 1 << 18
    /// With more alternatives than this RE2 is faster than one after the other.
    private static let maximumGlobs = 8

    package convenience init(_ source: String) throws(PatternError) {
        guard source.utf8.count <= Self.maximumLength else {
            let reason = "it is longer than \(Self.maximumLength) bytes"
            throw PatternError(pattern: source, reason: reason, offset: nil)
        }
        let alternatives = PatternParser.parse(source)
        if let literals = alternatives?.allLiterals {
            self.init(source, literals: literals)
        } else if let alternatives, alternatives.count <= Self.maximumGlobs,
            let globs = GlobSet(alternatives)
        {
            self.init(source, globs: globs)
        } else {
            self.init(source, try CompiledExpression(source))
        }
    }

    private init(_ source: String, literals: [[UInt8]]) {
        self.source = source
        prefix = Self.commonPrefix(literals)
        literalSet = LiteralSet(literals)
        globs = nil
        compiled = nil
    }

    private init(_ source: String, globs: GlobSet) {
        self.source = source
        prefix = Self.commonPrefix(globs.prefixes)
        literalSet = nil
        self.globs = globs
        compiled = nil
    }

    private init(_ source: String, _ compiled: consuming CompiledExpression) {
        self.source = source
        prefix = Self.wholeCharacters(compiled.prefix[...])
        literalSet = nil
        globs = nil
        self.compiled = consume compiled
    }

    /// All texts that match, sorted by their bytes, or `nil` where they cannot be listed.
    package var literals: [String]? {
        literalSet.map { set in (0..<set.count).map { set[$0] } }
    }

    package func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// Whether all of `text` matches; in time linear in its length.
    package func matches(_ text: Span<UInt8>) -> Bool {
        if let literalSet { return literalSet.contains(text) }
        if let globs { return globs.matches(text) }
        return compiled?.matches(text) ?? false
    }

    private static func commonPrefix(_ texts: [[UInt8]]) -> String {
        guard let first = texts.first else { return "" }
        let length = texts.reduce(first.count) { length, text in
            zip(first, text).prefix(length).prefix { $0 == $1 }.count
        }
        return wholeCharacters(first[..<length])
    }

    /// The text without the bytes of a character that is cut off at its end.
    private static func wholeCharacters(_ bytes: ArraySlice<UInt8>) -> String {
        var rest = bytes
        for _ in 0..<4 {
            if let text = String(validating: rest, as: UTF8.self) { return text }
            rest = rest.dropLast()
        }
        return ""
    }
}

extension [PatternParser.Alternative] {
    /// The texts, if there is no gap in any alternative.
    fileprivate var allLiterals: [[UInt8]]? {
        var literals: [[UInt8]] = []
        for pieces in self {
            switch (pieces.first, pieces.count) {
            case (nil, _): literals.append([])
            case (.literal(let bytes), 1): literals.append(bytes)
            default: return nil
            }
        }
        return literals
    }
}
