/// Writes one value of whatever kind; a list or map holds more of them.
///
/// Values deeper than `maximumDepth` are written as empty. Readers of Protocol Buffers refuse
/// messages that nest deeper than 100, and with them the whole batch: a map takes three of them, and
/// seven are around an attribute of a span's event.
package struct AnyValueWriter: ~Copyable {
    private var writer: MessageWriter

    package static let maximumDepth = 28

    init(onto writer: consuming MessageWriter) { self.writer = writer }

    consuming func finish() -> MessageWriter { writer }

    package mutating func string(_ text: String) { writer.string(1, "stringValue", text) }
    package mutating func bool(_ flag: Bool) { writer.bool(2, "boolValue", flag) }
    package mutating func int(_ value: Int64) { writer.int64(3, "intValue", value) }
    package mutating func double(_ value: Double) { writer.double(4, "doubleValue", value) }
    package mutating func bytes(_ bytes: [UInt8]) { writer.bytes(7, "bytesValue", bytes) }

    /// A list of values, one for each of `elements`.
    package mutating func array<Elements: Collection>(
        _ elements: Elements,
        _ body: (inout AnyValueWriter, Elements.Element) -> Void
    ) {
        nested { writer in
            writer.message(5, "arrayValue") { array in
                array.beginList("values")
                for element in elements {
                    array.element(1) { $0.anyValue { body(&$0, element) } }
                }
                array.endList()
            }
        }
    }

    /// A value for each key that `body` adds.
    package mutating func map(_ body: (inout AttributeList) -> Void) {
        nested { $0.message(6, "kvlistValue") { $0.attributes(1, named: "values", body) } }
    }

    private mutating func nested(_ body: (inout MessageWriter) -> Void) {
        guard writer.valueDepth < Self.maximumDepth else { return }
        writer.valueDepth += 1
        body(&writer)
        writer.valueDepth -= 1
    }
}

extension MessageWriter {
    /// The fields of an `AnyValue`.
    mutating func anyValue(_ body: (inout AnyValueWriter) -> Void) {
        var value = AnyValueWriter(onto: self)
        body(&value)
        self = value.finish()
    }
}
