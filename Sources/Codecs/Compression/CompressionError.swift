/// Why compressed bytes were refused, and where in the input.
package struct CompressionError: Error, Equatable, CustomStringConvertible {
    /// Compressed bytes read before the failure was noticed.
    package let offset: Int
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        case notGzip
        case malformed
        case truncated
        case tooLarge(limit: Int)
        case tooDense(ratio: Int)
        case outOfMemory
    }

    package var description: String {
        switch reason {
        case .notGzip: "byte \(offset): this is not gzip"
        case .malformed: "byte \(offset): the gzip data is damaged"
        case .truncated: "byte \(offset): the gzip data ends too early"
        case .tooLarge(let limit):
            "byte \(offset): more than \(limit) bytes come out of the gzip data"
        case .tooDense(let ratio):
            "byte \(offset): the gzip data unpacks to more than \(ratio) times its size"
        case .outOfMemory: "byte \(offset): no memory for the gzip decoder"
        }
    }

    /// Whether the data was refused for its size rather than for its shape.
    package var isExcess: Bool {
        switch reason {
        case .tooLarge, .tooDense: true
        case .notGzip, .malformed, .truncated, .outOfMemory: false
        }
    }
}
