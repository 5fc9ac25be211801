/// The label values of one series, in the order of the family's label names.
///
/// They lie one after another in a single allocation, each after its length:
///
///     "GET", "200"      03 00 00 00 G E T 03 00 00 00 2 0 0
package struct LabelValues: Hashable, Sendable {
    /// The series that gathers what came after a family's cardinality limit was reached.
    package let isOverflow: Bool
    package let bytes: [UInt8]

    /// The only label of an overflow series; its value is `true`.
    package static let overflowName = "otel_metric_overflow"

    package static let none = LabelValues([])
    package static let overflow = LabelValues(isOverflow: true)

    package init(_ values: [String]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.reduce(0) { $0 + $1.utf8.count + 4 })
        for value in values {
            let length = UInt32(truncatingIfNeeded: value.utf8.count)
            for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            bytes.append(contentsOf: value.utf8)
        }
        self.bytes = bytes
        isOverflow = false
    }

    /// Takes over bytes that are laid out in this way.
    package init(encoded bytes: [UInt8]) {
        self.bytes = bytes
        isOverflow = false
    }

    private init(isOverflow: Bool) {
        self.isOverflow = isOverflow
        bytes = []
    }

    /// Calls `body` with the UTF-8 bytes of each value; they are dead once it returns.
    @inlinable @inline(__always)
    package func visit(_ body: (RawSpan) -> Void) {
        let all = unsafe bytes.span.bytes
        var offset = 0
        while offset + 4 <= all.byteCount {
            let length = unsafe all.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let start = offset + 4
            offset = start + Int(length)
            body(all.extracting(start..<offset))
        }
    }

    /// The values as text.
    package var strings: [String] {
        var strings: [String] = []
        visit {
            strings.append(unsafe $0.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) })
        }
        return strings
    }
}
