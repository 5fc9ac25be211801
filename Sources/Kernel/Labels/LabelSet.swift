/// A name and its value.
package struct Label: Hashable, Sendable {
    package let name: SymbolID
    package let value: SymbolID

    package init(name: SymbolID, value: SymbolID) {
        self.name = name
        self.value = value
    }
}

/// Labels sorted by name, each name once, none with an empty value.
///
/// Ids stand for the texts, so a set means something only together with its `SymbolTable`. Its hash
/// is kept beside it: sets that differ are told apart by one comparison. For a number that is the
/// same in every process, take the `fingerprint(in:)`.
package struct LabelSet: Sendable {
    /// Sorted by the bytes of the names.
    package let labels: [Label]
    private let hash: UInt64

    package static let empty = LabelSet(sorted: [])

    /// A set with more labels is refused.
    package static let maximumCount = 256

    /// A label with an empty value is the same as none, and left out.
    package init(
        _ pairs: [(name: String, value: String)],
        in symbols: SymbolTable,
        names: NameScheme = .utf8
    ) throws(LabelError) {
        var builder = LabelSetBuilder(symbols: symbols, names: names)
        builder.reserveCapacity(min(pairs.count, Self.maximumCount))
        for pair in pairs {
            try builder.append(name: pair.name.utf8.span, value: pair.value.utf8.span)
        }
        self = try builder.finish()
    }

    init(sorted labels: [Label]) {
        self.labels = labels
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for label in labels {
            let pair = UInt64(label.name.rawValue) << 32 | UInt64(label.value.rawValue)
            let product = (hash ^ pair).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
            hash = product.high ^ product.low
        }
        self.hash = hash
    }

    package var count: Int { labels.count }

    /// The value of a label; `SymbolID.empty` if there is none.
    package subscript(name: SymbolID) -> SymbolID {
        for label in labels where label.name == name { return label.value }
        return .empty
    }

    /// The value of a label; "" if there is none.
    package func value(_ name: String, in symbols: SymbolTable) -> String {
        symbols.find(name).map { symbols.string(self[$0]) } ?? ""
    }

    /// Whether all `matchers` accept these labels.
    package func matches(_ matchers: [Matcher], in symbols: SymbolTable) -> Bool {
        for matcher in matchers {
            let value = symbols.find(matcher.name).map { self[$0] } ?? .empty
            guard unsafe matcher.matches(symbols.bytes(value).span) else { return false }
        }
        return true
    }

    package func fingerprint(in symbols: SymbolTable) -> Fingerprint {
        var fingerprint = Fingerprint()
        for label in labels {
            unsafe fingerprint.append(symbols.bytes(label.name).span)
            unsafe fingerprint.append(symbols.bytes(label.value).span)
        }
        return fingerprint
    }
}

extension LabelSet: Hashable {
    package static func == (left: LabelSet, right: LabelSet) -> Bool {
        left.hash == right.hash && left.labels == right.labels
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
