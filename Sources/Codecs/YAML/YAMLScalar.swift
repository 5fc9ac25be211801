import CYAML

/// A scalar as it was written: its text without quotes, and which quotes it had.
package struct YAMLScalar: Equatable, Sendable {
    package let text: String
    package let style: Style

    package enum Style: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    package init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    typealias Event = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    init(_ event: Event) {
        let bytes = unsafe UnsafeBufferPointer(start: event.value, count: event.length)
        text = unsafe String(decoding: bytes, as: UTF8.self)
        style =
            switch unsafe event.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
    }
}
