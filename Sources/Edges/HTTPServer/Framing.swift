/// How long the body of a request is, by rules on which no two parsers can disagree.
///
/// A request that could be read in two ways is refused: disagreement between a proxy and the server
/// behind it about where a body ends is how requests are smuggled (RFC 9112, section 11.2).
enum Framing: Equatable {
    case none
    case length(Int)
    case chunked

    init(_ head: RequestHead) throws(Refusal) {
        let codings = head.count("transfer-encoding")
        let lengths = head.count("content-length")
        guard codings == 0 || lengths == 0 else {
            throw Refusal(400, "Content-Length and Transfer-Encoding exclude each other")
        }
        guard codings <= 1, lengths <= 1 else {
            throw Refusal(400, "the length of the body is given more than once")
        }
        if let coding = head.value("transfer-encoding") {
            guard head.isVersion11 else {
                throw Refusal(400, "HTTP/1.0 knows no Transfer-Encoding")
            }
            guard coding.utf8.elementsEqual("chunked".utf8, by: Self.equalIgnoringCase) else {
                throw Refusal(501, "the only transfer coding understood is chunked")
            }
            self = .chunked
        } else if let length = head.value("content-length") {
            guard !length.isEmpty, length.utf8.allSatisfy(Characters.isDigit),
                let count = Int(length)
            else { throw Refusal(400, "Content-Length is not a number") }
            self = count == 0 ? .none : .length(count)
        } else {
            self = .none
        }
    }

    private static func equalIgnoringCase(_ left: UInt8, _ right: UInt8) -> Bool {
        Characters.lowercased(left) == right
    }
}
