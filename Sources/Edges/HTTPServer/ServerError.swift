/// Why a server cannot start, in a sentence that says what to change.
package struct ServerError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
