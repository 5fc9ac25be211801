internal import CLinux
internal import Glibc

extension Span where Element == UInt8 {
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return common(with: other, count) == 0
    }

    package func starts(with other: Span<UInt8>) -> Bool {
        count >= other.count && common(with: other, other.count) == 0
    }

    package func ends(with other: Span<UInt8>) -> Bool {
        count >= other.count && extracting(last: other.count).isEqual(to: other)
    }

    /// Negative where these bytes sort before the others, 0 where they are equal, else positive.
    package func order(relativeTo other: Span<UInt8>) -> Int {
        let difference = common(with: other, Swift.min(count, other.count))
        return difference == 0 ? count - other.count : difference
    }

    /// Where `needle` first stands, in time linear in both.
    package func firstOffset(of needle: Span<UInt8>) -> Int? {
        let offset = unsafe withUnsafeBufferPointer { text in
            unsafe needle.withUnsafeBufferPointer { needle in
                unsafe tocsin_find(text.baseAddress, text.count, needle.baseAddress, needle.count)
            }
        }
        return offset < 0 ? nil : offset
    }

    /// How the first `length` bytes of both, which must be there, compare.
    private func common(with other: Span<UInt8>, _ length: Int) -> Int {
        unsafe withUnsafeBufferPointer { mine in
            unsafe other.withUnsafeBufferPointer { others in
                guard let mine = mine.baseAddress, let others = others.baseAddress else { return 0 }
                return Int(unsafe memcmp(mine, others, length))
            }
        }
    }
}
