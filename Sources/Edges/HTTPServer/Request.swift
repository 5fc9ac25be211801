/// A request as a handler sees it.
package struct Request: Sendable {
    package let method: Method
    package let head: RequestHead
    /// The pattern of the route, for metrics and spans.
    package let route: String
    package let parameters: [PathParameter]
    package let peer: Peer
    package let principal: Principal
    package var body: Body

    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        case stream(BodyReader)
    }

    /// The value that `{name}` of the route's path stands for; empty when the route has no such name.
    package func parameter(_ name: String) -> String {
        parameters.first { $0.name == name }?.value ?? ""
    }

    /// The items of the query.
    package func query() throws(Refusal) -> Form {
        guard let mark = head.target.firstIndex(of: 0x3F) else { return try Form([]) }
        return try Form(head.target[(mark + 1)...])
    }

    /// The body, if it was collected.
    package var bytes: [UInt8] {
        if case .bytes(let bytes) = body { bytes } else { [] }
    }
}
