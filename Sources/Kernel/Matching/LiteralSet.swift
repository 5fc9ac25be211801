internal import Bytes

/// A finite set of texts, sorted and stored one after the other, that is searched by halving.
struct LiteralSet: Sendable {
    private let bytes: [UInt8]
    /// Where each text starts, and at last where the last one ends.
    private let starts: [Int]
    private let lengths: ClosedRange<Int>

    init(_ texts: [[UInt8]]) {
        var bytes: [UInt8] = []
        var starts = [0]
        let sorted = texts.sorted { $0.span.order(relativeTo: $1.span) < 0 }
        for (index, text) in sorted.enumerated() where index == 0 || sorted[index - 1] != text {
            bytes += text
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
        let counts = sorted.map(\.count)
        lengths = (counts.min() ?? 0)...(counts.max() ?? 0)
    }

    var count: Int { starts.count - 1 }

    subscript(index: Int) -> String {
        String(decoding: bytes[starts[index]..<starts[index + 1]], as: UTF8.self)
    }

    func contains(_ text: Span<UInt8>) -> Bool {
        guard lengths.contains(text.count) else { return false }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let literal = bytes.span.extracting(starts[middle]..<starts[middle + 1])
            let order = text.order(relativeTo: literal)
            if order == 0 { return true }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return false
    }
}
