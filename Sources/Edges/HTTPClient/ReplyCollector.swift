import Bytes

/// Puts a reply together from what arrives, within its limits.
struct ReplyCollector: ~Copyable {
    var status = 0
    /// What was too large, in words.
    private(set) var excess: String?
    private(set) var sinkError: (any Error)?
    private let options: ClientOptions
    private let sink: (@Sendable ([UInt8]) throws -> Void)?
    private var body = ByteBuffer()
    private var received = 0
    private var headBytes = 0
    private var headers: [ClientRequest.Field] = []
    private var trailers: [ClientRequest.Field] = []
    private var isHeadDone = false

    init(_ options: ClientOptions, sink: (@Sendable ([UInt8]) throws -> Void)?) {
        self.options = options
        self.sink = sink
    }

    /// Takes a piece of the unpacked body; `false` ends the transfer.
    mutating func take(body piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= options.replyBytes - received else {
            excess = "the reply is larger than \(options.replyBytes) bytes"
            return false
        }
        received += piece.count
        guard let sink, (200..<300).contains(status) else {
            unsafe body.append(piece)
            return true
        }
        do {
            try sink(unsafe Array(piece))
            return true
        } catch {
            sinkError = error
            return false
        }
    }

    /// Whether the line is a status line: of an interim reply, a redirect, or the reply itself.
    func isNewHead(_ line: UnsafeRawBufferPointer) -> Bool {
        unsafe line.prefix(5).elementsEqual("HTTP/".utf8)
    }

    /// Takes a line of the head or of the trailers; `false` ends the transfer.
    mutating func take(header line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= options.replyHeadBytes else {
            excess = "the head of the reply is larger than \(options.replyHeadBytes) bytes"
            return false
        }
        if unsafe isNewHead(line) {
            headers = []
            isHeadDone = false
            return true
        }
        let text = unsafe String(decoding: line, as: UTF8.self)
        guard let colon = text.utf8.firstIndex(of: 0x3A) else {
            isHeadDone = isHeadDone || text.allSatisfy(\.isNewline)
            return true
        }
        let value = text[text.index(after: colon)...]
        let field = ClientRequest.Field(String(text[..<colon]), Self.trimmed(value))
        if isHeadDone { trailers.append(field) } else { headers.append(field) }
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = text.drop(while: isBlank)
        return String(start.reversed().drop(while: isBlank).reversed())
    }

    var reply: Reply {
        Reply(status: status, headers: headers, body: body.array, trailers: trailers)
    }
}
