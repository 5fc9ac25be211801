/// The attributes of a resource, scope, span, event, link, record or point, as they are written.
///
/// An encoder lends one to a closure, which adds what it has; nothing is copied in between.
package struct AttributeList: ~Copyable {
    private var writer: MessageWriter
    private let number: Int
    private let name: String
    private var isOpen = false

    init(onto writer: consuming MessageWriter, _ number: Int, _ name: String) {
        self.writer = writer
        self.number = number
        self.name = name
    }

    consuming func finish() -> MessageWriter {
        if isOpen { writer.endList() }
        return writer
    }

    package mutating func add(_ key: String, _ text: String) {
        if writer.encoding == .protobuf { return writer.textAttribute(number, key, text) }
        add(key) { $0.string(1, "stringValue", text) }
    }

    /// Text that is known to be valid UTF-8.
    package mutating func add(_ key: String, utf8 text: RawSpan) {
        add(key) { $0.string(1, "stringValue", utf8: text) }
    }

    package mutating func add(_ key: String, _ flag: Bool) {
        add(key) { $0.bool(2, "boolValue", flag) }
    }

    package mutating func add(_ key: String, _ value: Int64) {
        add(key) { $0.int64(3, "intValue", value) }
    }

    package mutating func add(_ key: String, _ value: Double) {
        add(key) { $0.double(4, "doubleValue", value) }
    }

    package mutating func add(_ key: String, _ bytes: [UInt8]) {
        add(key) { $0.bytes(7, "bytesValue", bytes) }
    }

    /// A value of any kind, of which `body` writes at most one; none is the empty value.
    package mutating func add(_ key: String, value body: (inout AnyValueWriter) -> Void) {
        add(key) { $0.anyValue(body) }
    }

    /// A `KeyValue` with its `AnyValue`.
    @inline(__always)
    private mutating func add(_ key: String, _ value: (inout MessageWriter) -> Void) {
        if !isOpen {
            isOpen = true
            writer.beginList(name)
        }
        writer.element(number) { pair in
            pair.string(1, "key", key)
            pair.message(2, "value", value)
        }
    }
}

extension MessageWriter {
    /// A list of `KeyValue`; in JSON it is left out when it is empty.
    mutating func attributes(
        _ number: Int,
        named name: String = "attributes",
        _ body: (inout AttributeList) -> Void
    ) {
        var list = AttributeList(onto: self, number, name)
        body(&list)
        self = list.finish()
    }
}
