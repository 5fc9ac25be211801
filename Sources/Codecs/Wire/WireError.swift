package import Bytes

/// Why bytes are not the Protocol Buffers message they should be, and where.
package struct WireError: Error, Equatable, CustomStringConvertible {
    /// Counted from the start of the outermost bytes, also within nested messages.
    package let offset: Int
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        /// The cursor below could not go on.
        case bytes(MalformedBytes.Reason)
        /// The length of a field goes beyond its message.
        case lengthBeyondEnd(length: UInt64, left: Int)
        case fieldNumberOutOfRange(UInt64)
        case unknownWireType(UInt8)
        case groupTooDeep
        /// A group that another field's end mark closes, or none.
        case groupMismatch
        case wrongType(field: Int, expected: WireType, found: WireType)
        case invalidUTF8(field: Int)
        /// What the message's own rules forbid, in the words of its reader.
        case refused(String)
    }

    package init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    init(_ failure: ByteReader.Failure) {
        offset = failure.offset
        reason = .bytes(failure.reason)
    }

    package var description: String { "byte \(offset): \(sentence)" }

    /// The reason as a sentence, without the place.
    package var sentence: String {
        switch reason {
        case .bytes(let reason):
            reason.sentence
        case .lengthBeyondEnd(let length, let left):
            "a length of \(length) bytes where \(left) are left"
        case .fieldNumberOutOfRange(let number):
            "field number \(number) is not between 1 and 536870911"
        case .unknownWireType(let type):
            "wire type \(type) does not exist"
        case .groupTooDeep:
            "groups nest deeper than \(WireReader.maximumGroupDepth)"
        case .groupMismatch:
            "the end of a group that was not the last one opened"
        case .wrongType(let field, let expected, let found):
            "field \(field) should be \(expected.article), found \(found.article)"
        case .invalidUTF8(let field):
            "field \(field) is not valid UTF-8"
        case .refused(let sentence):
            sentence
        }
    }
}
