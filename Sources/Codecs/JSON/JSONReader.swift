import Bytes

/// Reads a JSON document token by token, without building anything.
///
/// Exactly RFC 8259 is accepted: no comments, no trailing commas, no byte order mark, nothing after
/// the document, valid UTF-8, whole surrogate pairs. Keys are reported as they come, duplicates
/// too (`JSONValue` refuses those).
///
/// ```swift
/// var reader = JSONReader(bytes)
/// while let token = try reader.next() { ... }
/// ```
package struct JSONReader {
    package let bytes: [UInt8]
    /// The first byte that was not looked at yet.
    package internal(set) var offset = 0
    /// Where the token that `next` returned last starts.
    package internal(set) var tokenOffset = 0
    let maximumDepth: Int
    private var nesting = JSONNesting()
    private var expected = Expected.value

    package static let maximumNumberLength = 1024

    private enum Expected {
        case value
        case valueOrEnd
        case key
        case keyOrEnd
        case commaOrEnd
        case nothing
    }

    package init(_ bytes: [UInt8], maximumDepth: Int = JSONNesting.maximumDepth) {
        precondition((1...JSONNesting.maximumDepth).contains(maximumDepth), "a depth JSON can have")
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// How many arrays and objects are open.
    package var depth: Int { nesting.depth }

    /// The next token, or `nil` at the end of the document.
    package mutating func next() throws(JSONError) -> JSONToken? {
        skipSpace()
        if case .commaOrEnd = expected, peek == UInt8(ascii: ",") {
            offset += 1
            expected = nesting.isInObject ? .key : .value
            skipSpace()
        }
        tokenOffset = offset
        switch expected {
        case .value: return try value()
        case .valueOrEnd: return peek == UInt8(ascii: "]") ? end(.endArray) : try value()
        case .key: return try key()
        case .keyOrEnd: return peek == UInt8(ascii: "}") ? end(.endObject) : try key()
        case .commaOrEnd: return try endOfContainer()
        case .nothing:
            guard offset >= bytes.count else { throw unexpected("nothing after the document") }
            return nil
        }
    }

    /// Moves past the value that comes next, whatever it is.
    package mutating func skipValue() throws(JSONError) {
        let outside = nesting.depth
        repeat {
            guard try next() != nil else { return }
        } while nesting.depth > outside || expected == .value
    }

    @inline(__always)
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func failure(_ reason: JSONError.Reason, at position: Int? = nil) -> JSONError {
        JSONError(at: position ?? offset, in: bytes, reason)
    }

    func unexpected(_ wanted: String) -> JSONError {
        if offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return failure(.byteOrderMark) }
        return failure(.expected(wanted, found: JSONError.name(of: offset, in: bytes)))
    }

    @inline(__always)
    private mutating func skipSpace() {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
                return
            }
            offset += 1
        }
    }

    private mutating func key() throws(JSONError) -> JSONToken {
        guard peek == UInt8(ascii: "\"") else {
            throw unexpected(expected == .key ? "a key" : "a key or '}'")
        }
        let text = try scanString()
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw unexpected("':' after the key") }
        offset += 1
        expected = .value
        return .key(text)
    }

    private mutating func value() throws(JSONError) -> JSONToken {
        switch peek ?? 0 {
        case UInt8(ascii: "\""): return after(.string(try scanString()))
        case UInt8(ascii: "{"): return try begin(object: true)
        case UInt8(ascii: "["): return try begin(object: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return after(try scanNumber())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected(expected == .value ? "a value" : "a value or ']'")
        }
    }

    private mutating func begin(object: Bool) throws(JSONError) -> JSONToken {
        guard nesting.depth < maximumDepth else { throw failure(.tooDeep(limit: maximumDepth)) }
        nesting.push(object: object)
        offset += 1
        expected = object ? .keyOrEnd : .valueOrEnd
        return object ? .beginObject : .beginArray
    }

    private mutating func endOfContainer() throws(JSONError) -> JSONToken {
        if nesting.isInObject {
            guard peek == UInt8(ascii: "}") else { throw unexpected("',' or '}'") }
            return end(.endObject)
        }
        guard peek == UInt8(ascii: "]") else { throw unexpected("',' or ']'") }
        return end(.endArray)
    }

    private mutating func end(_ token: JSONToken) -> JSONToken {
        offset += 1
        nesting.pop()
        return after(token)
    }

    private mutating func after(_ token: JSONToken) -> JSONToken {
        expected = nesting.depth == 0 ? .nothing : .commaOrEnd
        return token
    }

    private mutating func literal(
        _ word: StaticString,
        _ token: JSONToken
    ) throws(JSONError) -> JSONToken {
        let start = offset
        let end = offset + word.utf8CodeUnitCount
        let matches = unsafe bytes[start...].starts(
            with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        )
        guard matches else { throw unexpected("a value") }
        offset = end
        return after(token)
    }
}
