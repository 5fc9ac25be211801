/// How much one span may hold; what is beyond is dropped and counted.
public struct SpanLimits: Hashable, Sendable {
    public var attributes = 128
    public var events = 128
    public var links = 128
    public var attributesPerEvent = 128
    public var attributesPerLink = 128
    /// In Unicode scalars of a text and bytes of a byte string, also inside arrays and maps.
    public var valueLength: Int?
    /// Arrays and maps nested deeper than this are replaced by the empty value.
    public var valueDepth = 64

    public init() {}
}

extension SpanLimits {
    var allowAnyLength: Bool { valueLength == nil }

    /// The common case, decided without looking far.
    @inline(__always)
    func fits(_ value: AttributeValue) -> Bool {
        switch value {
        case .bool, .int, .double, .empty: true
        case .string, .bytes: allowAnyLength
        case .array, .map: false
        }
    }

    /// The value within the limits.
    func cut(_ value: AttributeValue) -> AttributeValue { cut(value, depth: 1) }

    private func cut(_ value: AttributeValue, depth: Int) -> AttributeValue {
        switch value {
        case .bool, .int, .double, .empty: return value
        case .string(let text): return .string(cut(text))
        case .bytes(let bytes): return .bytes(Array(bytes.prefix(valueLength ?? .max)))
        case .array(let values):
            guard depth <= valueDepth else { return .empty }
            return .array(values.map { cut($0, depth: depth + 1) })
        case .map(var members):
            guard depth <= valueDepth else { return .empty }
            for index in members.list.indices {
                members.list[index].value = cut(members.list[index].value, depth: depth + 1)
            }
            return .map(members)
        }
    }

    /// The first scalars of `text`; a scalar is never split.
    private func cut(_ text: String) -> String {
        guard let valueLength, text.utf8.count > valueLength else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(valueLength)))
    }
}
