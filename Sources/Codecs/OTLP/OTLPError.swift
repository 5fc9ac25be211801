package import JSON

/// Why the reply of a receiver cannot be read.
package enum OTLPError: Error, Equatable, CustomStringConvertible {
    /// No reply that says something is so long; it was not looked into.
    case tooLong(Int)
    /// The bytes are not the message; libprotobuf-c does not say where they go wrong.
    case notProtobuf(message: String)
    case notJSON(JSONError)
    /// A member of the document has another type than it should.
    case wrongType(member: String, expected: String)

    package var description: String {
        switch self {
        case .tooLong(let count):
            "a reply of \(count) bytes, more than the \(OTLPReply.maximumSize) that are looked into"
        case .notProtobuf(let message):
            "a reply that is not a \(message) in Protocol Buffers"
        case .notJSON(let error):
            "a reply that is not JSON: \(error)"
        case .wrongType(let member, let expected):
            "the member \"\(member)\" of a reply is not \(expected)"
        }
    }
}
