/// The head of one request, checked byte by byte.
///
/// libmicrohttpd accepts bare line feeds, folded lines, spaces before colons and more. But it parses
/// in place and so leaves a trace of every byte: it only overwrites separators with zeros. A head
///
///     GET /a?b HTTP/1.1␍␊Host: x␍␊␍␊
///
/// lies in its memory as (0 stands for a zero byte, and the target is mangled)
///
///     GET0/a0b0HTTP/1.100Host0 x00 00
///
/// A bare line feed leaves one zero where two belong, and a fold leaves a line that starts with a
/// space. So the head is parsed a second time from that memory, strictly, and whatever the two
/// readings could disagree about is refused.
package final class RequestHead: Sendable {
    /// The head as the library left it.
    private let bytes: [UInt8]
    private let fields: [Field]
    private let methodEnd: Int
    /// The target as it came, before any decoding.
    package let target: [UInt8]
    /// The method, if it is one that routes may answer.
    let verb: Method?
    let isVersion11: Bool

    /// Where a field's name and value lie in `bytes`.
    private struct Field {
        let name: Int32
        let nameEnd: Int32
        let value: Int32
        let valueEnd: Int32
    }

    /// Where in the digested head things lie that the library told us.
    struct Landmarks {
        let target: Int
        let version: Int
    }

    /// Reads a head that the library has digested.
    init(
        digest bytes: [UInt8],
        target: [UInt8],
        at landmarks: Landmarks,
        limits: Limits
    ) throws(Refusal) {
        guard bytes.count <= limits.headBytes else {
            throw Refusal(431, "the head of the request is larger than \(limits.headBytes) bytes")
        }
        guard target.count <= limits.targetBytes else {
            throw Refusal(414, "the target is longer than \(limits.targetBytes) bytes")
        }
        methodEnd = landmarks.target - 1
        isVersion11 = try Self.checkRequestLine(bytes, target: target, at: landmarks)
        fields = try Self.readFields(bytes, from: landmarks.version + 10, limit: limits.fields)
        self.bytes = bytes
        self.target = target
        verb = Method(bytes[..<methodEnd])
    }

    /// Checks `METHOD 0 target 0 HTTP/1.x 0 0` and returns whether it is version 1.1.
    private static func checkRequestLine(
        _ bytes: [UInt8],
        target: [UInt8],
        at landmarks: Landmarks
    ) throws(Refusal) -> Bool {
        let method = landmarks.target - 1
        let version = landmarks.version
        guard method > 0, version == landmarks.target + target.count + 1,
            version + 10 <= bytes.count, bytes[method] == 0, bytes[version - 1] == 0,
            bytes[..<method].allSatisfy(Characters.isToken),
            target.allSatisfy(Characters.isTarget)
        else { throw Refusal(400, "the request line is malformed") }
        guard bytes[version + 8] == 0, bytes[version + 9] == 0 else {
            throw Refusal(400, "the request line does not end in CR LF")
        }
        let digits = bytes[(version + 5)..<(version + 8)]
        if digits.elementsEqual("1.1".utf8) { return true }
        if digits.elementsEqual("1.0".utf8) { return false }
        throw Refusal(505, "the version is neither 1.0 nor 1.1")
    }

    /// Reads `name 0 spaces value 0 0` until `0 0` at the very end.
    private static func readFields(
        _ bytes: [UInt8],
        from start: Int,
        limit: Int
    ) throws(Refusal) -> [Field] {
        var fields: [Field] = []
        fields.reserveCapacity(8)
        var position = start
        let last = bytes.count - 2
        while position < last {
            guard fields.count < limit else {
                throw Refusal(431, "more than \(limit) header fields")
            }
            let field = try readField(bytes, at: position)
            fields.append(field)
            position = Int(field.valueEnd) + 2
        }
        guard position == last, bytes[last] == 0, bytes[last + 1] == 0 else {
            throw Refusal(400, "the head does not end in an empty line")
        }
        return fields
    }

    private static func readField(_ bytes: [UInt8], at start: Int) throws(Refusal) -> Field {
        var nameEnd = start
        while nameEnd < bytes.count, Characters.isToken(bytes[nameEnd]) { nameEnd += 1 }
        guard nameEnd > start, nameEnd < bytes.count, bytes[nameEnd] == 0 else {
            throw Refusal(400, "a header field has a malformed name")
        }
        var value = nameEnd + 1
        while value < bytes.count, bytes[value] == 0x20 || bytes[value] == 0x09 { value += 1 }
        var end = value
        while end < bytes.count, Characters.isFieldValue(bytes[end]) { end += 1 }
        guard end + 1 < bytes.count, bytes[end] == 0, bytes[end + 1] == 0 else {
            throw Refusal(400, "a header field does not end in CR LF or has a control character")
        }
        return Field(
            name: Int32(start),
            nameEnd: Int32(nameEnd),
            value: Int32(value),
            valueEnd: Int32(end)
        )
    }

    /// The method as it came.
    package var method: String { String(decoding: bytes[..<methodEnd], as: UTF8.self) }
}

extension RequestHead {
    /// The value of the first field of this name (given in lower case), without spaces around it.
    package func value(_ name: StaticString) -> String? {
        guard let field = fields.first(where: { isNamed($0, name) }) else { return nil }
        return text(field)
    }

    /// The values of all fields of this name (given in lower case).
    package func values(_ name: StaticString) -> [String] {
        fields.filter { isNamed($0, name) }.map(text)
    }

    func count(_ name: StaticString) -> Int {
        fields.reduce(0) { $0 + (isNamed($1, name) ? 1 : 0) }
    }

    /// Every field in the order they came.
    package var all: [Header] {
        fields.map { field in
            let name = bytes[Int(field.name)..<Int(field.nameEnd)]
            return Header(String(decoding: name, as: UTF8.self), text(field))
        }
    }

    private func text(_ field: Field) -> String {
        var end = Int(field.valueEnd)
        let start = Int(field.value)
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func isNamed(_ field: Field, _ name: StaticString) -> Bool {
        guard Int(field.nameEnd - field.name) == name.utf8CodeUnitCount else { return false }
        for index in 0..<name.utf8CodeUnitCount {
            let ours = unsafe name.utf8Start[index]
            if Characters.lowercased(bytes[Int(field.name) + index]) != ours { return false }
        }
        return true
    }
}
