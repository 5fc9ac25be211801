package import Bytes

/// Writes one JSON document piece by piece, with nothing in between but the bytes.
///
/// ```swift
/// var json = JSONWriter(style: .compact)
/// json.object { json in
///     json.member("status", "success")
///     json.key("data")
///     json.array { json in json.value(1) }
/// }
/// let body = json.finish()  // {"status":"success","data":[1]}
/// ```
/// Writing something that cannot be JSON (a value without its key, a second root) is a bug of the
/// caller and fails a precondition. Keys are written as they come: no duplicate is looked for.
package struct JSONWriter: ~Copyable {
    private var buffer: ByteBuffer
    private let style: Style
    private var nesting = JSONNesting()
    /// Nothing was written yet in the innermost open container (or the document).
    private var isEmpty = true
    private var hasKey = false

    package enum Style: Sendable {
        /// No space at all.
        case compact
        /// A line per value, indented by two spaces.
        case pretty
    }

    package init(onto buffer: consuming ByteBuffer = ByteBuffer(), style: Style = .compact) {
        self.buffer = buffer
        self.style = style
    }

    /// How many bytes were written and not drained.
    package var count: Int { buffer.count }

    /// The buffer with the whole document in it.
    package consuming func finish() -> ByteBuffer {
        precondition(nesting.depth == 0 && !isEmpty, "a JSON document is one finished value")
        return buffer
    }

    /// The buffer as it is, for a document that will not be finished.
    consuming func abandon() -> ByteBuffer { buffer }

    /// Moves what was written so far to `output`, for bodies that are sent while they are written.
    package mutating func drain(into output: inout ByteBuffer) {
        output.append(buffer)
        buffer.removeAll()
    }

    package mutating func key(_ name: String) {
        beginKey()
        buffer.append(jsonString: name)
        endKey()
    }

    package mutating func value(_ text: String) {
        beginValue()
        buffer.append(jsonString: text)
    }

    package mutating func value(_ number: Int) { value(Int64(number)) }

    package mutating func value(_ number: Int64) {
        beginValue()
        buffer.append(decimal: number)
    }

    package mutating func value(_ number: UInt64) {
        beginValue()
        buffer.append(decimal: number)
    }

    /// The shortest digits that read back as `number`; `null` when it is not finite.
    package mutating func value(_ number: Double) {
        beginValue()
        buffer.append(jsonNumber: number)
    }

    package mutating func value(_ flag: Bool) {
        beginValue()
        if flag { buffer.append(literal: "true") } else { buffer.append(literal: "false") }
    }

    package mutating func null() {
        beginValue()
        buffer.append(literal: "null")
    }

    /// A value that `body` writes itself; it must be valid JSON.
    package mutating func raw<Failure: Error>(
        _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        beginValue()
        try body(&buffer)
    }

    package mutating func beginObject() { begin(UInt8(ascii: "{"), object: true) }

    package mutating func endObject() {
        precondition(nesting.isInObject && !hasKey, "an object ends after a member's value")
        end(UInt8(ascii: "}"))
    }

    package mutating func beginArray() { begin(UInt8(ascii: "["), object: false) }

    package mutating func endArray() {
        precondition(nesting.isInArray, "only an open array can end")
        end(UInt8(ascii: "]"))
    }

    private mutating func begin(_ bracket: UInt8, object: Bool) {
        beginValue()
        buffer.append(bracket)
        nesting.push(object: object)
        isEmpty = true
    }

    private mutating func end(_ bracket: UInt8) {
        nesting.pop()
        if !isEmpty { indent() }
        buffer.append(bracket)
        isEmpty = false
    }

    private mutating func beginKey() {
        precondition(nesting.isInObject && !hasKey, "a key belongs in an object, before its value")
        separate()
    }

    private mutating func endKey() {
        buffer.append(UInt8(ascii: ":"))
        if style == .pretty { buffer.append(UInt8(ascii: " ")) }
        hasKey = true
    }

    private mutating func beginValue() {
        if hasKey {
            hasKey = false
            return
        }
        precondition(!nesting.isInObject, "a value in an object needs a key first")
        precondition(nesting.depth > 0 || isEmpty, "a JSON document has one root value")
        separate()
    }

    private mutating func separate() {
        if !isEmpty { buffer.append(UInt8(ascii: ",")) }
        if nesting.depth > 0 { indent() }
        isEmpty = false
    }

    private mutating func indent() {
        guard style == .pretty else { return }
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<nesting.depth { buffer.append(literal: "  ") }
    }
}
