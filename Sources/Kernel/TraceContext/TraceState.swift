/// What tracing systems on the way have added to a trace, newest first: `vendor=value,other=value`.
///
/// It is never invalid: a header that breaks the rules of W3C Trace Context gives none, and a
/// change that would break them is refused. It is kept as the text that travels, so that passing
/// it on costs nothing; looking into it reads that text.
public struct TraceState: Hashable, Sendable, CustomStringConvertible {
    /// The value of the `tracestate` header: members without white space or duplicate keys.
    public let description: String

    /// More members than this and the whole list counts as invalid.
    public static let mostMembers = 32

    @inlinable
    public init() { description = "" }

    private init(checked: String) { description = checked }

    /// Reads the values of all `tracestate` headers, in order; `nil` when the list is invalid.
    ///
    /// Of members with the same key the first stays.
    public init?(headers: [String]) {
        var checked = TraceStateScanner()
        for header in headers {
            guard checked.scan(header) else { return nil }
        }
        self.init(checked: checked.joined)
    }

    /// Reads the value of one `tracestate` header; `nil` when the list is invalid.
    public init?(_ header: String) {
        self.init(headers: [header])
    }

    @inlinable public var isEmpty: Bool { description.isEmpty }

    /// The members, newest first.
    public var members: [(key: Substring, value: Substring)] {
        description.split(separator: ",").map { member in
            let key = member.prefix { $0 != "=" }
            return (key, member.dropFirst(key.count + 1))
        }
    }

    /// The value of `key`.
    public subscript(key: String) -> String? {
        members.first { $0.key == key }.map { String($0.value) }
    }

    /// Adds or replaces a member and moves it to the front; `nil` when key or value break the rules.
    ///
    /// A list that is full loses its last member.
    public func setting(_ key: String, to value: String) -> TraceState? {
        guard TraceStateScanner.isKey(key), TraceStateScanner.isValue(value) else { return nil }
        let others = members.filter { $0.key != key }.prefix(Self.mostMembers - 1)
        return TraceState(joining: [(key[...], value[...])] + others)
    }

    /// Leaves out the member with this key.
    public func removing(_ key: String) -> TraceState {
        TraceState(joining: members.filter { $0.key != key })
    }

    /// At most `length` characters: members of more than 128 go first, then those at the end.
    public func truncated(to length: Int) -> TraceState {
        var kept = members
        var total = description.utf8.count
        func size(_ index: Int) -> Int {
            kept[index].key.utf8.count + 1 + kept[index].value.utf8.count
        }
        for index in kept.indices.reversed() where total > length && size(index) > 128 {
            total -= size(index) + 1
            kept.remove(at: index)
        }
        while total > length, !kept.isEmpty {
            total -= size(kept.count - 1) + 1
            kept.removeLast()
        }
        return kept.count == members.count ? self : TraceState(joining: kept)
    }

    private init(joining members: some Sequence<(key: Substring, value: Substring)>) {
        self.init(checked: members.map { "\($0.key)=\($0.value)" }.joined(separator: ","))
    }
}
