/// A key with its value.
public struct Attribute: Hashable, Sendable {
    public let key: AttributeKey
    public var value: AttributeValue

    public init(_ key: AttributeKey, _ value: AttributeValue) {
        self.key = key
        self.value = value
    }
}

/// Attributes in the order in which they came, each key once; the last value counts.
///
/// They are few, so they are searched one by one: that is faster than hashing.
public struct Attributes: Hashable, Sendable {
    @usableFromInline var list: [Attribute]

    public init() { list = [] }

    public init(_ attributes: some Sequence<Attribute>) {
        list = []
        list.reserveCapacity(attributes.underestimatedCount)
        for attribute in attributes { self[attribute.key] = attribute.value }
    }

    /// Complexity: linear in the number of attributes. Setting `nil` removes.
    public subscript(key: AttributeKey) -> AttributeValue? {
        get { index(of: key).map { list[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): list[index].value = value
            case (let index?, nil): list.remove(at: index)
            case (nil, let value?): list.append(Attribute(key, value))
            case (nil, nil): break
            }
        }
    }

    /// Sets all of `others`, which win.
    public mutating func merge(_ others: Attributes) {
        if list.isEmpty {
            self = others
        } else {
            for attribute in others { self[attribute.key] = attribute.value }
        }
    }

    private func index(of key: AttributeKey) -> Int? {
        for index in list.indices where list[index].key == key { return index }
        return nil
    }

    /// Sets `key` when it is there or fewer than `most` are; returns `false` when it is not.
    mutating func set(_ key: AttributeKey, _ value: AttributeValue, most: Int) -> Bool {
        if let index = index(of: key) {
            list[index].value = value
        } else if list.count < most {
            // Most spans that get one attribute get several.
            if list.capacity == 0 { list.reserveCapacity(8) }
            list.append(Attribute(key, value))
        } else {
            return false
        }
        return true
    }

    /// Removes and counts what is beyond `most`, and cuts values that are too long or too deep.
    mutating func limit(to most: Int, _ limits: SpanLimits) -> UInt32 {
        if list.contains(where: { !limits.fits($0.value) }) {
            for index in list.indices { list[index].value = limits.cut(list[index].value) }
        }
        let beyond = list.count - most
        guard beyond > 0 else { return 0 }
        list.removeLast(beyond)
        return UInt32(clamping: beyond)
    }
}

extension Attributes: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (AttributeKey, AttributeValue)...) {
        list = []
        list.reserveCapacity(elements.count)
        for (key, value) in elements { self[key] = value }
    }
}

extension Attributes: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { list.count }
    public subscript(position: Int) -> Attribute { list[position] }
}
