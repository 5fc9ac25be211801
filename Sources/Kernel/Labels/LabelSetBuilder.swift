internal import Bytes

/// Makes sets of labels one after the other, and keeps its memory in between.
package struct LabelSetBuilder {
    private let symbols: SymbolTable
    private let names: NameScheme
    private var labels: [Label] = []

    package init(symbols: SymbolTable, names: NameScheme = .utf8) {
        self.symbols = symbols
        self.names = names
    }

    package mutating func reserveCapacity(_ count: Int) { labels.reserveCapacity(count) }

    package mutating func append(
        name: Span<UInt8>,
        value: Span<UInt8>
    ) throws(LabelError) {
        guard labels.count < LabelSet.maximumCount else { throw .tooManyLabels }
        let name = try symbols.intern(name)
        guard unsafe names.isValid(labelName: symbols.bytes(name).span) else {
            throw .invalidName(symbols.string(name))
        }
        labels.append(Label(name: name, value: try symbols.intern(value)))
    }

    /// The set of what was appended; the builder is empty again, also after an error.
    package mutating func finish() throws(LabelError) -> LabelSet {
        defer { labels.removeAll(keepingCapacity: true) }
        if !isSorted { labels = labels.sorted { order($0, $1) < 0 } }
        for (label, next) in zip(labels, labels.dropFirst()) where label.name == next.name {
            throw .duplicateName(symbols.string(label.name))
        }
        let isWhole = !labels.contains { $0.value == .empty }
        return LabelSet(sorted: isWhole ? labels : labels.filter { $0.value != .empty })
    }

    /// What scrapes send mostly is.
    private var isSorted: Bool {
        for place in labels.indices.dropFirst() where order(labels[place - 1], labels[place]) > 0 {
            return false
        }
        return true
    }

    private func order(_ left: Label, _ right: Label) -> Int {
        let name = unsafe symbols.bytes(left.name).span
        return unsafe name.order(relativeTo: symbols.bytes(right.name).span)
    }
}
