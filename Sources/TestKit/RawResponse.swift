/// A response read from a `RawConnection`, by a parser that trusts nothing.
package struct RawResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the only field of this name (in lower case).
    package subscript(name: String) -> String? {
        let found = headers.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }
}

/// Reads responses one after the other from a connection.
package struct RawResponseReader {
    private let connection: RawConnection
    private var pending: [UInt8] = []

    package init(_ connection: RawConnection) { self.connection = connection }

    /// Reads one response; `hasBody` is false for the answer to HEAD.
    package mutating func next(hasBody: Bool = true) throws -> RawResponse {
        let status = try line().split(separator: " ")
        guard status.count >= 2, status[0] == "HTTP/1.1", let code = Int(status[1]) else {
            throw RawResponse.Malformed(description: "status line \(status)")
        }
        var headers: [(name: String, value: String)] = []
        while true {
            let line = try line()
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":") else {
                throw RawResponse.Malformed(description: "header \(line)")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append((line[..<colon].lowercased(), String(value)))
        }
        if code == 100 { return try next(hasBody: hasBody) }
        let isEmpty = !hasBody || code == 204 || code == 304
        return RawResponse(status: code, headers: headers, body: isEmpty ? [] : try body(headers))
    }

    private mutating func body(_ headers: [(name: String, value: String)]) throws -> [UInt8] {
        if headers.contains(where: { $0.name == "transfer-encoding" && $0.value == "chunked" }) {
            return try chunks()
        }
        guard let length = headers.first(where: { $0.name == "content-length" }) else {
            let rest = try pending + connection.receiveAll()
            pending = []
            return rest
        }
        return try take(Int(length.value) ?? 0)
    }

    private mutating func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = try line()
            guard let count = Int(size, radix: 16) else {
                throw RawResponse.Malformed(description: "chunk size \(size)")
            }
            body += try take(count)
            guard try line().isEmpty else {
                throw RawResponse.Malformed(description: "no line end after a chunk")
            }
            if count == 0 { return body }
        }
    }

    private mutating func line() throws -> String {
        var scanned = 0
        while true {
            if let end = pending[scanned...].firstIndex(of: 0x0A) {
                guard end > 0, pending[end - 1] == 0x0D else {
                    throw RawResponse.Malformed(description: "a line that ends in LF alone")
                }
                let text = String(decoding: pending[..<(end - 1)], as: UTF8.self)
                pending.removeFirst(end + 1)
                return text
            }
            scanned = pending.count
            try more()
        }
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while pending.count < count { try more() }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    private mutating func more() throws {
        let piece = try connection.receive()
        guard !piece.isEmpty else {
            throw RawResponse.Malformed(description: "the connection ended early")
        }
        pending += piece
    }
}
