/// Why labels are refused.
package enum LabelError: Error, Equatable, CustomStringConvertible {
    case invalidName(String)
    case duplicateName(String)
    /// With what can be read of the text.
    case notUTF8(String)
    case tooLong(bytes: Int)
    case tooManyLabels
    case tooManySymbols(limit: Int)

    package var description: String {
        switch self {
        case .invalidName(let name): "\"\(name)\" is not a valid label name"
        case .duplicateName(let name): "the label \"\(name)\" is there twice"
        case .notUTF8(let text): "\"\(text.prefix(64))\" is not valid UTF-8"
        case .tooLong(let bytes):
            "a label of \(bytes) bytes is longer than \(SymbolTable.longestSymbol)"
        case .tooManyLabels: "there are more than \(LabelSet.maximumCount) labels"
        case .tooManySymbols(let limit):
            "there are \(limit) different label names and values already"
        }
    }
}
