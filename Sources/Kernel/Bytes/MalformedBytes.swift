/// Why bytes could not be read, and where.
package struct MalformedBytes: Error, Equatable, CustomStringConvertible {
    /// Counted from the start of what was read.
    package let offset: Int
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        case truncated(needed: Int, left: Int)
        case varintTooLong
        case notHex
        case notBase64
        case base64Padding
        case base64TrailingBits
    }

    package init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    package var description: String { "byte \(offset): \(reason.sentence)" }
}

extension MalformedBytes.Reason {
    /// What was expected, without the place.
    package var sentence: String {
        switch self {
        case .truncated(let needed, let left): "\(needed) more bytes expected, \(left) left"
        case .varintTooLong: "a varint of more than 64 bits"
        case .notHex: "a hexadecimal digit expected"
        case .notBase64: "a character of the base64 alphabet expected"
        case .base64Padding: "the base64 padding is wrong"
        case .base64TrailingBits: "the last base64 character has bits that belong to no byte"
        }
    }
}
