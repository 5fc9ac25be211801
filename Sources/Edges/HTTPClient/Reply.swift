/// What another server answered.
package struct Reply: Sendable {
    package let status: Int
    package let headers: [ClientRequest.Field]
    package let body: [UInt8]
    /// The trailer fields, which gRPC puts its status in.
    package let trailers: [ClientRequest.Field]

    package init(
        status: Int,
        headers: [ClientRequest.Field],
        body: [UInt8] = [],
        trailers: [ClientRequest.Field] = []
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.trailers = trailers
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The value of the first field of this name, whatever its case.
    package subscript(name: String) -> String? { Self.first(name, headers) }

    /// The value of the first trailer field of this name, whatever its case.
    package func trailer(_ name: String) -> String? { Self.first(name, trailers) }

    private static func first(_ name: String, _ fields: [ClientRequest.Field]) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }
}
