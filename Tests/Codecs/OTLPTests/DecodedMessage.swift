import Bytes
import COTLP
import JSON

/// A message as a tree that does not depend on how it was encoded.
///
/// libprotobuf-c's descriptors say what a message has, so one walk serves all: over its structs, and
/// over JSON, where they say what type a member must have. Numbers become text, doubles their
/// bits, bytes hexadecimal; what has its default value is left out, except in a `oneof`.
enum DecodedMessage {
    struct Mismatch: Error, CustomStringConvertible {
        let description: String
    }

    /// What `bytes` are in Protocol Buffers.
    static func protobuf(
        _ bytes: [UInt8],
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws -> JSONValue {
        guard let message = unsafe protobuf_c_message_unpack(descriptor, nil, bytes.count, bytes)
        else { throw Mismatch(description: "libprotobuf-c refuses \(bytes.count) bytes") }
        defer { unsafe protobuf_c_message_free_unpacked(message, nil) }
        return try unsafe tree(UnsafeRawPointer(message))
    }

    private static func tree(_ message: UnsafeRawPointer) throws -> JSONValue {
        let base = unsafe message.load(as: ProtobufCMessage.self)
        guard unsafe base.n_unknown_fields == 0 else {
            throw Mismatch(description: "an unknown field")
        }
        var members: [(key: String, value: JSONValue)] = []
        for index in unsafe 0..<Int(base.descriptor.pointee.n_fields) {
            let field = unsafe Field(base.descriptor.pointee.fields[index])
            if let value = try unsafe self.value(of: field, in: message) {
                members.append((field.name, value))
            }
        }
        return .object(JSONObject(members))
    }

    private static func value(
        of field: Field,
        in message: UnsafeRawPointer
    ) throws -> JSONValue? {
        let place = unsafe message + field.offset
        if field.isRepeated {
            let count = unsafe (message + field.quantifierOffset).load(as: Int.self)
            guard count > 0 else { return nil }
            let first = unsafe place.load(as: UnsafeRawPointer.self)
            return .array(
                try (0..<count).map {
                    try unsafe leaf(field, first + $0 * field.stride) ?? .null
                }
            )
        }
        if field.isOneOf {
            let chosen = unsafe (message + field.quantifierOffset).load(as: UInt32.self)
            guard chosen == field.id else { return nil }
            return try unsafe leaf(field, place)
        }
        let value = try unsafe leaf(field, place)
        return value == field.defaultValue ? nil : value
    }

    private static func leaf(_ field: Field, _ place: UnsafeRawPointer) throws -> JSONValue? {
        switch field.kind {
        case .signed32: return .string(String(unsafe place.load(as: Int32.self)))
        case .unsigned32: return .string(String(unsafe place.load(as: UInt32.self)))
        case .signed64: return .string(String(unsafe place.load(as: Int64.self)))
        case .unsigned64: return .string(String(unsafe place.load(as: UInt64.self)))
        case .double: return spelled(unsafe place.load(as: Double.self))
        case .bool: return .bool(unsafe place.load(as: Int32.self) != 0)
        case .string:
            let text = unsafe place.load(as: UnsafePointer<CChar>.self)
            return unsafe .string(String(cString: text))
        case .bytes:
            let data = unsafe place.load(as: ProtobufCBinaryData.self)
            let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data.data, count: data.len))
            return .string(hexadecimal(bytes))
        case .message:
            guard let inner = unsafe place.load(as: UnsafeRawPointer?.self) else { return nil }
            return try unsafe tree(inner)
        }
    }

    fileprivate static func spelled(_ value: Double) -> JSONValue {
        .string(value.isNaN ? "nan" : String(value.bitPattern, radix: 16))
    }

    fileprivate static func hexadecimal(_ bytes: [UInt8]) -> String {
        var buffer = ByteBuffer()
        buffer.append(hex: bytes)
        return buffer.string
    }
}

// MARK: - JSON

extension DecodedMessage {
    /// What `value` is as OTLP's JSON; strict, so that an unknown member or a number that should
    /// be a string is an error.
    static func json(
        _ value: JSONValue,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws -> JSONValue {
        guard let object = value.object else { throw Mismatch(description: "\(value): no object") }
        var members: [(key: String, value: JSONValue)] = []
        var known = 0
        for index in unsafe 0..<Int(descriptor.pointee.n_fields) {
            let field = unsafe Field(descriptor.pointee.fields[index])
            guard let member = object[field.name] else { continue }
            known += 1
            if let value = try self.member(member, field) {
                members.append((field.name, value))
            }
        }
        guard known == object.members.count else {
            throw Mismatch(description: "unknown among \(object.members.map(\.key))")
        }
        return .object(JSONObject(members))
    }

    private static func member(_ value: JSONValue, _ field: Field) throws -> JSONValue? {
        if field.isRepeated {
            guard let elements = value.elements else {
                throw Mismatch(description: "\(field.name) is no array")
            }
            if elements.isEmpty { return nil }
            return .array(try elements.map { try leaf($0, field) })
        }
        let value = try leaf(value, field)
        return !field.isOneOf && value == field.defaultValue ? nil : value
    }

    private static func leaf(_ value: JSONValue, _ field: Field) throws -> JSONValue {
        switch (field.kind, value) {
        case (.signed32, .integer(let number)), (.unsigned32, .integer(let number)):
            return .string(String(number))
        case (.signed64, .string(let digits)) where Int64(digits) != nil,
            (.unsigned64, .string(let digits)) where UInt64(digits) != nil:
            return .string(digits)
        case (.double, .string(let word)) where ["NaN", "Infinity", "-Infinity"].contains(word):
            return spelled(Double(word) ?? 0)
        case (.double, .integer), (.double, .number), (.double, .unsigned):
            return spelled(value.double ?? 0)
        case (.bool, .bool), (.string, .string): return value
        case (.bytes, .string(let text)):
            if field.name == "bytesValue" {
                return .string(hexadecimal(try Base64.standard.decode(text)))
            }
            return .string(hexadecimal(try Hex.decode(text)))
        case (.message, .object):
            if let inner = unsafe field.descriptor { return try unsafe json(value, inner) }
        default: break
        }
        throw Mismatch(description: "\(field.name) is \(value)")
    }
}

/// What libprotobuf-c knows of a field.
@safe private struct Field {
    let name: String
    let id: UInt32
    let kind: Kind
    let isRepeated: Bool
    let isOneOf: Bool
    let offset: Int
    let quantifierOffset: Int
    let descriptor: UnsafePointer<ProtobufCMessageDescriptor>?

    enum Kind {
        case signed32, unsigned32, signed64, unsigned64, double, bool, string, bytes, message
    }

    init(_ field: ProtobufCFieldDescriptor) {
        let snake = unsafe String(cString: field.name).split(separator: "_")
        name = snake.dropFirst().reduce(into: String(snake.first ?? "")) { name, word in
            name += word.prefix(1).uppercased() + word.dropFirst()
        }
        unsafe id = field.id
        unsafe isRepeated = field.label == PROTOBUF_C_LABEL_REPEATED
        unsafe isOneOf = field.flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) != 0
        unsafe offset = Int(field.offset)
        unsafe quantifierOffset = Int(field.quantifier_offset)
        let type = unsafe field.type
        kind =
            switch type {
            case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_SINT32: .signed32
            case PROTOBUF_C_TYPE_UINT32, PROTOBUF_C_TYPE_FIXED32: .unsigned32
            case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SFIXED64: .signed64
            case PROTOBUF_C_TYPE_UINT64, PROTOBUF_C_TYPE_FIXED64: .unsigned64
            case PROTOBUF_C_TYPE_DOUBLE: .double
            case PROTOBUF_C_TYPE_BOOL: .bool
            case PROTOBUF_C_TYPE_STRING: .string
            case PROTOBUF_C_TYPE_BYTES: .bytes
            default: .message
            }
        unsafe descriptor =
            kind == .message
            ? unsafe field.descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
            : nil
    }

    /// How far apart the elements of a list are.
    var stride: Int {
        switch kind {
        case .signed32, .unsigned32, .bool: 4
        case .bytes: unsafe MemoryLayout<ProtobufCBinaryData>.stride
        default: 8
        }
    }

    var defaultValue: JSONValue? {
        switch kind {
        case .signed32, .unsigned32, .signed64, .unsigned64: .string("0")
        case .double: .string("0")
        case .bool: .bool(false)
        case .string, .bytes: .string("")
        case .message: nil
        }
    }
}
