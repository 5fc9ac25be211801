package import Bytes

/// A value of a YAML document, with the place where it was written.
package struct YAMLNode: Sendable {
    package let content: Content
    /// What the document says the value is (`!!str`, resolved to `tag:yaml.org,2002:str`).
    package let tag: String?
    package let file: String
    package let position: TextPosition

    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order written; merge keys are resolved, each key occurs once.
        case mapping([Pair])
    }

    package struct Pair: Sendable {
        /// Always a scalar.
        package let key: YAMLNode
        package let value: YAMLNode
        /// The text of the key.
        package let name: String
    }

    /// Parses a file that holds one document; an empty one is a null scalar.
    package init(
        parsing bytes: [UInt8],
        file: String,
        limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLError) {
        var composer = try YAMLComposer(bytes, file: file, limits: limits)
        let start = TextPosition(line: 1, column: 1)
        guard let document = try composer.document() else {
            self.init(.scalar(YAMLScalar("")), tag: nil, file: file, position: start)
            return
        }
        if let second = try composer.document() {
            throw second.error("a second document; this file may only have one")
        }
        self = document
    }

    /// Parses a file that may hold several documents.
    package static func documents(
        parsing bytes: [UInt8],
        file: String,
        limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLError) -> [YAMLNode] {
        var composer = try YAMLComposer(bytes, file: file, limits: limits)
        var documents: [YAMLNode] = []
        while let document = try composer.document() { documents.append(document) }
        return documents
    }

    init(_ content: Content, tag: String?, file: String, position: TextPosition) {
        self.content = content
        self.tag = tag
        self.file = file
        self.position = position
    }

    /// An error that points at this node.
    package func error(_ message: String) -> YAMLError {
        YAMLError(file: file, position: position, message: message)
    }
}
