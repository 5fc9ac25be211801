import Matching

/// The first line is a pattern, the rest a text.
///
/// Wrapped into a group that is repeated once, a pattern means the same but always goes through RE2.
func fuzzPattern(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let source = String(decoding: lines[0], as: UTF8.self)
    let text = Array(lines.count > 1 ? lines[1] : [])
    guard let pattern = try? Pattern(source) else { return }
    let isMatch = pattern.matches(text.span)
    precondition(!isMatch || text.starts(with: pattern.prefix.utf8))
    guard let compiled = try? Pattern("(?:\(source)){1}") else { return }
    let isCompiledMatch = compiled.matches(text.span)
    precondition(isMatch == isCompiledMatch)
}
