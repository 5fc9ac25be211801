import Bytes

/// A whole JSON document as a tree.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A whole number above `Int64.max`.
    case unsigned(UInt64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Parses a document; besides what `JSONReader` refuses, no object may have a key twice.
    package init(
        parsing bytes: [UInt8],
        maximumDepth: Int = JSONNesting.maximumDepth
    ) throws(JSONError) {
        var reader = JSONReader(bytes, maximumDepth: maximumDepth)
        self = try reader.readValue()
        _ = try reader.next()
    }

    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var elements: [JSONValue]? { if case .array(let all) = self { all } else { nil } }
    package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    package var isNull: Bool { self == .null }

    /// The number when it is whole and fits.
    package var int64: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Self.whole(value)
        default: nil
        }
    }

    private static func whole(_ value: Double) -> Int64? {
        guard value >= -0x1p63, value < 0x1p63 else { return nil }
        let whole = Int64(value)
        return Double(whole) == value ? whole : nil
    }

    /// Any number; large integers are rounded.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The member of an object with this key.
    package subscript(key: String) -> JSONValue? { object?[key] }
}

extension JSONReader {
    /// Reads the value that comes next as a tree; an object that has a key twice is refused.
    package mutating func readValue() throws(JSONError) -> JSONValue {
        guard let token = try next() else { throw unexpected("a value") }
        return try value(from: token)
    }

    /// Recursion is bounded by the depth of the reader.
    private mutating func value(from token: JSONToken) throws(JSONError) -> JSONValue {
        switch token {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .integer(let value): return .integer(value)
        case .unsigned(let value): return .unsigned(value)
        case .number(let value): return .number(value)
        case .string(let text): return .string(string(text))
        case .beginArray: return .array(try elements())
        case .beginObject: return .object(try members())
        case .key, .endArray, .endObject: throw failure(.expected("a value", found: "its end"))
        }
    }

    private mutating func elements() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        while let token = try next(), token != .endArray {
            elements.append(try value(from: token))
        }
        return elements
    }

    private mutating func members() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        var offsets: [Int] = []
        while let token = try next(), case .key(let text) = token {
            let key = string(text)
            let start = tokenOffset
            let value = try readValue()
            guard let earlier = object.add(key, value) else {
                offsets.append(start)
                continue
            }
            let first = TextPosition(of: offsets[earlier], in: bytes)
            throw failure(.duplicateKey(key, first: first), at: start)
        }
        return object
    }
}
