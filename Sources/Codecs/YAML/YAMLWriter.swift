package import Bytes

/// Writes one YAML document in block style, piece by piece, with the verbs of `JSONWriter`.
///
/// ```yaml
/// groups:
///   - name: node
///     rules: []
/// ```
/// Strings are quoted only where some YAML reader could take them for something else. Writing a
/// value without its key, or more than one root, is a bug of the caller and fails a precondition.
package struct YAMLWriter: ~Copyable {
    private var buffer: ByteBuffer
    private var open: [Container] = []
    private var hasKey = false
    private var isFinished = false

    private struct Container {
        let isMapping: Bool
        let indent: Int
        /// Its first entry continues the line of the `-` before it (or starts the document).
        let startsInline: Bool
        var isEmpty = true
    }

    /// A key that is longer must be marked by `?`: readers look only so far for its colon.
    private static let longestPlainKey = 512

    package init(onto buffer: consuming ByteBuffer = ByteBuffer()) { self.buffer = buffer }

    /// The buffer with the whole document and the line feed that ends it.
    package consuming func finish() -> ByteBuffer {
        precondition(isFinished, "a YAML document is one finished value")
        buffer.append(UInt8(ascii: "\n"))
        return buffer
    }

    package mutating func key(_ name: String) {
        precondition(open.last?.isMapping == true && !hasKey, "a key belongs in a mapping")
        beginEntry()
        if name.utf8.count > Self.longestPlainKey {
            buffer.append(literal: "? ")
            buffer.append(yamlString: name)
            newLine(indent: open.last?.indent ?? 0)
        } else {
            buffer.append(yamlString: name)
        }
        buffer.append(UInt8(ascii: ":"))
        hasKey = true
    }

    package mutating func value(_ text: String) {
        beginScalar()
        buffer.append(yamlString: text)
        endValue()
    }

    package mutating func value(_ number: Int) { value(Int64(number)) }

    package mutating func value(_ number: Int64) {
        beginScalar()
        buffer.append(decimal: number)
        endValue()
    }

    package mutating func value(_ number: UInt64) {
        beginScalar()
        buffer.append(decimal: number)
        endValue()
    }

    package mutating func value(_ number: Double) {
        beginScalar()
        buffer.append(yamlNumber: number)
        endValue()
    }

    package mutating func value(_ flag: Bool) {
        beginScalar()
        if flag { buffer.append(literal: "true") } else { buffer.append(literal: "false") }
        endValue()
    }

    package mutating func null() {
        beginScalar()
        buffer.append(literal: "null")
        endValue()
    }

    package mutating func mapping<Failure: Error>(
        _ pairs: (inout YAMLWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin(mapping: true)
        try pairs(&self)
        precondition(!hasKey, "a key needs a value")
        end(empty: "{}")
    }

    package mutating func sequence<Failure: Error>(
        _ elements: (inout YAMLWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin(mapping: false)
        try elements(&self)
        end(empty: "[]")
    }

    private mutating func begin(mapping: Bool) {
        let indent = open.last.map { $0.indent + 2 } ?? 0
        let isInline = open.last?.isMapping != true
        beginValue()
        open.append(Container(isMapping: mapping, indent: indent, startsInline: isInline))
    }

    private mutating func end(empty: StaticString) {
        let container = open.removeLast()
        if container.isEmpty {
            space()
            buffer.append(literal: empty)
        }
        endValue()
    }

    private mutating func beginScalar() {
        beginValue()
        space()
    }

    private mutating func beginValue() {
        precondition(!isFinished, "a YAML document has one root value")
        if hasKey {
            hasKey = false
        } else if let container = open.last {
            precondition(!container.isMapping, "a value in a mapping needs a key first")
            beginEntry()
            buffer.append(UInt8(ascii: "-"))
        }
    }

    private mutating func endValue() { isFinished = open.isEmpty }

    /// The space after a key's colon or a dash; nothing at the start of the document.
    private mutating func space() {
        if !open.isEmpty { buffer.append(UInt8(ascii: " ")) }
    }

    /// Moves to where the next pair or element of the innermost container starts.
    private mutating func beginEntry() {
        guard let container = open.last else { return }
        if !container.isEmpty || !container.startsInline {
            newLine(indent: container.indent)
        } else if open.count > 1 {
            buffer.append(UInt8(ascii: " "))
        }
        open[open.count - 1].isEmpty = false
    }

    private mutating func newLine(indent: Int) {
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<indent { buffer.append(UInt8(ascii: " ")) }
    }
}
