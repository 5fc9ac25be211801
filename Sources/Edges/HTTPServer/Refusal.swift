/// An answer that says no, with a sentence for the one who asked.
///
/// Handlers throw it; any other error becomes a plain 500 that tells nothing of the inside.
package struct Refusal: Error, Sendable, CustomStringConvertible {
    package let status: Int
    package let reason: String
    package var headers: [Header]

    package init(_ status: Int, _ reason: String, headers: [Header] = []) {
        self.status = status
        self.reason = reason
        self.headers = headers
    }

    package var description: String { "\(status): \(reason)" }

    /// The answer: one line of text.
    package var response: Response {
        var response = Response.text(reason + "\n", status: status)
        response.headers += headers
        return response
    }
}
