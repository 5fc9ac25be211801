package import Bytes

/// What is wrong with a YAML file, and where: `rules.yml:3:5: expected a number, found "x"`.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
    package let file: String
    package let position: TextPosition
    package let message: String

    package init(file: String, position: TextPosition, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    package var description: String { "\(file):\(position): \(message)" }
}
