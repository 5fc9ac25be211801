/// One row of the table of routes: who may ask what, and who answers.
///
/// It is a class because every request holds one, and one reference is cheaper than seven.
package final class Route: Sendable {
    package let methods: [Method]
    package let path: PathPattern
    package let access: Access
    package let body: BodyPolicy
    let handler: Handler

    /// Who may ask.
    package enum Access: Sendable, Equatable {
        /// Anyone at all, for health checks and what verifies its callers itself.
        case anyone
        case role(Role)
    }

    /// What becomes of the body of a request.
    package enum BodyPolicy: Sendable, Equatable {
        /// There must not be one.
        case none
        /// It is collected, and unpacked if it came as gzip; `upTo` counts unpacked bytes.
        ///
        /// Content codings named in `raw` reach the handler as they came.
        case buffered(upTo: Int, raw: [String] = [])
        /// The handler reads it piece by piece; `upTo` counts bytes on the wire.
        case streamed(upTo: Int)
    }

    enum Handler: Sendable {
        case immediate(@Sendable (Request) throws -> Response)
        case asynchronous(@Sendable (Request) async throws -> Response)
    }

    private init(
        _ methods: [Method],
        _ path: String,
        _ access: Access,
        _ body: BodyPolicy,
        _ handler: Handler
    ) {
        precondition(!methods.isEmpty, "a route answers a method: \(path)")
        self.methods = methods
        self.path = PathPattern(path)
        self.access = access
        self.body = body
        self.handler = handler
    }

    /// A route answered on the server's own thread: for what takes microseconds and never waits.
    package convenience init(
        _ methods: Method...,
        path: String,
        access: Access,
        body: BodyPolicy = .none,
        immediate: @escaping @Sendable (Request) throws -> Response
    ) {
        if case .streamed = body {
            preconditionFailure("a body is streamed to an asynchronous handler only: \(path)")
        }
        self.init(methods, path, access, body, .immediate(immediate))
    }

    /// A route answered by a task, while the connection rests.
    package convenience init(
        _ methods: Method...,
        path: String,
        access: Access,
        body: BodyPolicy = .none,
        asynchronous: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.init(methods, path, access, body, .asynchronous(asynchronous))
    }
}
