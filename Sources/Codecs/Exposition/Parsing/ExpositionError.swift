package import Bytes

/// What is wrong with exposed metrics, and where.
package struct ExpositionError: Error, Equatable, CustomStringConvertible {
    /// The byte that is wrong, counted from the start.
    package let offset: Int
    /// The same place as an editor shows it; `nil` in protobuf, which has no lines.
    package let position: TextPosition?
    package let message: String

    init(at offset: Int, in bytes: [UInt8], _ message: String) {
        self.offset = offset
        self.message = message
        position = TextPosition(of: offset, in: bytes)
    }

    init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
        position = nil
    }

    package var description: String {
        "\(position.map(String.init(describing:)) ?? "byte \(offset)"): \(message)"
    }
}
