/// A request method that a route may answer.
package enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// The method of these bytes; no `String` is made of them.
    init?(_ bytes: ArraySlice<UInt8>) {
        let known = Self.allCases.first { $0.rawValue.utf8.elementsEqual(bytes) }
        guard let known else { return nil }
        self = known
    }
}
