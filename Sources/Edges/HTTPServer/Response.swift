package import Bytes

/// The answer to a request.
package struct Response: Sendable {
    package var status: Int
    package var headers: [Header]
    package var body: Body

    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A source that the server's thread makes and pulls, so that no body is in memory whole.
        case stream(@Sendable () throws -> any ByteSource)
    }

    package init(status: Int = 200, headers: [Header] = [], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func text(_ text: String, status: Int = 200) -> Response {
        Response(
            status: status,
            headers: [Header("Content-Type", "text/plain; charset=utf-8")],
            body: .bytes(Array(text.utf8))
        )
    }

    package static func json(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(
            status: status,
            headers: [Header("Content-Type", "application/json")],
            body: .bytes(bytes)
        )
    }

    /// The value of the first field of this name, whatever its case.
    package func value(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }
}
