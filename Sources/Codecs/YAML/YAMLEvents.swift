import Bytes
import CYAML

/// What libyaml finds, one event at a time, with the C memory behind it.
@safe final class YAMLEvents {
    let file: String
    private let bytes: [UInt8]
    /// libyaml keeps a pointer to its input, so the input is copied to where it will not move.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    struct Event {
        let kind: Kind
        let position: TextPosition
    }

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLScalar, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    struct Properties {
        let anchor: String?
        let tag: String?
    }

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        self.bytes = bytes
        unsafe input = .allocate(capacity: bytes.count + 1)
        _ = unsafe input.update(fromContentsOf: bytes)
        unsafe parser = .allocate(capacity: 1)
        precondition(unsafe yaml_parser_initialize(parser) == 1, "libyaml has memory to start with")
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; not to be called after the end of the stream or an error.
    func next() throws(YAMLError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let position = unsafe TextPosition(event.start_mark)
        return Event(kind: unsafe kind(of: event), position: position)
    }

    private func kind(of event: yaml_event_t) -> Kind {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let properties = unsafe Properties(anchor: text(scalar.anchor), tag: text(scalar.tag))
            return unsafe .scalar(YAMLScalar(scalar), properties)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe .sequenceStart(
                Properties(anchor: text(start.anchor), tag: text(start.tag))
            )
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe .mappingStart(
                Properties(anchor: text(start.anchor), tag: text(start.tag))
            )
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe characters.map { unsafe String(decodingCString: $0, as: UTF8.self) }
    }

    private func failure() -> YAMLError {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        let message = problem ?? "not valid YAML"
        guard unsafe parser.pointee.error != YAML_READER_ERROR else {
            let offset = unsafe parser.pointee.problem_offset
            let position = TextPosition(of: Int(clamping: offset), in: bytes)
            return YAMLError(file: file, position: position, message: message)
        }
        // At the end libyaml points at a line that is not there.
        let end = TextPosition(of: bytes.count, in: bytes)
        let position = min(unsafe TextPosition(parser.pointee.problem_mark), end)
        guard let context = unsafe parser.pointee.context.map({ unsafe String(cString: $0) }) else {
            return YAMLError(file: file, position: position, message: message)
        }
        let start = unsafe TextPosition(parser.pointee.context_mark)
        return YAMLError(
            file: file,
            position: position,
            message: "\(message) \(context) (from \(start))"
        )
    }
}

extension TextPosition {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
