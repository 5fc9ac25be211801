import Bytes

/// Builds nodes from libyaml's events, within limits.
///
/// Aliases share their target's storage, so they cost no memory here; but whoever walks the nodes
/// walks them again and again. So each alias is charged with the number of nodes behind it.
struct YAMLComposer {
    let limits: YAMLLimits
    private let events: YAMLEvents
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var aliasedNodes = 0
    private var isAtStart = true

    /// A node with what it costs to walk it.
    struct Weighed {
        let node: YAMLNode
        /// It and everything in it, aliases counted out.
        var count: Int
        /// How many sequences and mappings are in each other, itself included.
        var height: Int
    }

    private enum Anchor {
        /// The node is not finished: an alias to it would be endless.
        case open
        case known(Weighed)
    }

    init(_ bytes: [UInt8], file: String, limits: YAMLLimits) throws(YAMLError) {
        self.limits = limits
        func refusal(at offset: Int, _ message: String) -> YAMLError {
            YAMLError(file: file, position: TextPosition(of: offset, in: bytes), message: message)
        }
        guard bytes.count <= limits.size else {
            throw refusal(at: 0, "a file of \(bytes.count) bytes; at most \(limits.size) are read")
        }
        if let invalid = UTF8Sequence.firstInvalid(in: bytes, 0..<bytes.count) {
            throw refusal(at: invalid, "a byte that is not valid UTF-8")
        }
        if let extra = Self.directive(limits.directives, in: bytes) {
            throw refusal(at: extra, "more than \(limits.directives) directives")
        }
        events = YAMLEvents(bytes, file: file)
    }

    /// Where the line that looks like a directive starts that has `allowed` such lines before it.
    private static func directive(_ allowed: Int, in bytes: [UInt8]) -> Int? {
        var seen = 0
        var isLineStart = true
        for (position, byte) in bytes.enumerated() {
            if isLineStart, byte == UInt8(ascii: "%") {
                if seen == allowed { return position }
                seen += 1
            }
            isLineStart = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        }
        return nil
    }

    /// The next document, or `nil` at the end of the file.
    mutating func document() throws(YAMLError) -> YAMLNode? {
        if isAtStart {
            _ = try events.next()
            isAtStart = false
        }
        guard case .documentStart = try events.next().kind else { return nil }
        anchors.removeAll()
        let root = try node(from: try events.next(), depth: 0)
        _ = try events.next()
        return root.node
    }

    /// Recursion is bounded by the depth limit.
    private mutating func node(
        from event: YAMLEvents.Event,
        depth: Int
    ) throws(YAMLError) -> Weighed {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw error(event, "more than \(limits.nodes) values in one file")
        }
        switch event.kind {
        case .alias(let name):
            return try target(of: name, at: event, depth: depth)
        case .scalar(let scalar, let properties):
            let node = made(.scalar(scalar), properties, event)
            return remember(Weighed(node: node, count: 1, height: 0), properties)
        case .sequenceStart(let properties):
            try enter(event, properties, depth)
            return remember(try sequence(event, properties, depth), properties)
        case .mappingStart(let properties):
            try enter(event, properties, depth)
            return remember(try mapping(event, properties, depth), properties)
        default:
            throw error(event, "a value was expected")
        }
    }

    private mutating func enter(
        _ event: YAMLEvents.Event,
        _ properties: YAMLEvents.Properties,
        _ depth: Int
    ) throws(YAMLError) {
        guard depth < limits.depth else { throw tooDeep(event) }
        if let anchor = properties.anchor { anchors[anchor] = .open }
    }

    private mutating func remember(
        _ weighed: Weighed,
        _ properties: YAMLEvents.Properties
    ) -> Weighed {
        if let anchor = properties.anchor { anchors[anchor] = .known(weighed) }
        return weighed
    }

    private mutating func target(
        of name: String,
        at event: YAMLEvents.Event,
        depth: Int
    ) throws(YAMLError) -> Weighed {
        switch anchors[name] {
        case nil:
            throw error(event, "alias *\(name) has no anchor before it")
        case .open:
            throw error(event, "alias *\(name) stands inside the value it repeats")
        case .known(let weighed):
            guard depth + weighed.height <= limits.depth else { throw tooDeep(event) }
            try charge(weighed.count, at: event.position)
            return weighed
        }
    }

    /// Counts nodes that are repeated without being written again.
    mutating func charge(_ count: Int, at position: TextPosition) throws(YAMLError) {
        aliasedNodes += count
        guard aliasedNodes <= limits.aliasedNodes else {
            let message = "aliases repeat more than \(limits.aliasedNodes) values"
            throw YAMLError(file: events.file, position: position, message: message)
        }
    }

    private mutating func sequence(
        _ start: YAMLEvents.Event,
        _ properties: YAMLEvents.Properties,
        _ depth: Int
    ) throws(YAMLError) -> Weighed {
        var elements: [YAMLNode] = []
        var count = 1
        var height = 0
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            let element = try node(from: event, depth: depth + 1)
            elements.append(element.node)
            count += element.count
            height = max(height, element.height)
        }
        let node = made(.sequence(elements), properties, start)
        return Weighed(node: node, count: count, height: height + 1)
    }

    private mutating func mapping(
        _ start: YAMLEvents.Event,
        _ properties: YAMLEvents.Properties,
        _ depth: Int
    ) throws(YAMLError) -> Weighed {
        var pairs = YAMLPairs()
        var count = 1
        var height = 0
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let key = try node(from: event, depth: depth + 1)
            guard case .scalar(let scalar) = key.node.content else {
                throw error(event, "a key must be a single value, not \(key.node.kind)")
            }
            let value = try node(from: try events.next(), depth: depth + 1)
            count += key.count + value.count
            height = max(height, value.height)
            if YAMLPairs.isMerge(key.node, scalar) {
                try pairs.addMerge(of: value.node, key: key.node)
            } else {
                try pairs.add(.init(key: key.node, value: value.node, name: scalar.text), event)
            }
        }
        let merged = try pairs.merged()
        try charge(merged, at: start.position)
        let node = made(.mapping(pairs.all), properties, start)
        return Weighed(node: node, count: count + 2 * merged, height: height + 1)
    }

    private func made(
        _ content: YAMLNode.Content,
        _ properties: YAMLEvents.Properties,
        _ event: YAMLEvents.Event
    ) -> YAMLNode {
        YAMLNode(content, tag: properties.tag, file: events.file, position: event.position)
    }

    private func error(_ event: YAMLEvents.Event, _ message: String) -> YAMLError {
        YAMLError(file: events.file, position: event.position, message: message)
    }

    private func tooDeep(_ event: YAMLEvents.Event) -> YAMLError {
        error(event, "sequences and mappings nest deeper than \(limits.depth)")
    }
}
