/// One request to another server.
package struct ClientRequest: Sendable {
    package var method: String
    package var url: String
    /// How the URL appears in errors; by default without user, password and query.
    ///
    /// Give it where the path itself is a secret.
    package var shownURL: String?
    package var headers: [Field]
    package var body: [UInt8]?
    /// From the call to the last byte of the reply.
    package var deadline: Duration
    /// A Unix socket to connect to instead of the host of the URL.
    package var unixSocket: String?
    package var version: Version
    /// Takes the body of a successful reply (2xx) as it comes, instead of collecting it.
    ///
    /// It runs on the client's thread and must not wait; an error ends the transfer.
    package var sink: (@Sendable ([UInt8]) throws -> Void)?

    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Version: Sendable {
        /// HTTP/2 where TLS negotiates it, else HTTP/1.1.
        case automatic
        case http1
        /// HTTP/2 without TLS, as gRPC speaks it.
        ///
        /// libcurl 7.88.1 fails every reused connection of this kind (curl issue 10634), so each
        /// request gets its own.
        case http2
    }

    package init(
        _ method: String = "GET",
        _ url: String,
        headers: [Field] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        version = .automatic
    }

    /// The URL as errors and logs may show it.
    var label: String { "\(method) \(shownURL ?? Self.masked(url))" }

    /// Scheme and authority, which requests to one host share.
    var origin: String {
        let slashes = url.utf8.indices.filter { url.utf8[$0] == 0x2F }
        return slashes.count > 2 ? String(url[..<slashes[2]]) : url
    }

    /// Leaves out what may be secret: the user and password, and the query.
    static func masked(_ url: String) -> String {
        var shown = url[..<(url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex)]
        guard let scheme = shown.range(of: "://") else { return String(shown) }
        let rest = shown[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") {
            shown = url[..<scheme.upperBound] + "***" + rest[at...]
        }
        return String(shown)
    }
}

extension Substring {
    /// Where `text` first occurs.
    fileprivate func range(of text: String) -> Range<Index>? {
        var position = startIndex
        while position < endIndex {
            if self[position...].hasPrefix(text) {
                return position..<index(position, offsetBy: text.count)
            }
            position = index(after: position)
        }
        return nil
    }
}
