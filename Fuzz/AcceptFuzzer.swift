import Exposition

/// Any `Accept` header gets an answer, and one whose escaping the format can express.
func fuzzAccept(_ bytes: [UInt8]) {
    let negotiation = Negotiation(accept: String(decoding: bytes, as: UTF8.self))
    let again = Negotiation(format: negotiation.format, escaping: negotiation.escaping)
    precondition(negotiation == again, "a format that cannot quote names promised to")
}
