import CLinux

/// Hashes label values: eight bytes a step, each folded in by a 64 x 64 to 128 bit multiplication
/// (after Wang Yi's wyhash).
///
/// The seed is random, so that nobody can choose label values that collide.
struct LabelHash {
    private var state: UInt64

    private static let seed: UInt64 = {
        var seed: UInt64 = 0
        let status = unsafe tocsin_random(&seed, 8)
        return status == 0 ? seed : UInt64.random(in: 0 ... .max)
    }()

    @inline(__always)
    init() { state = Self.seed }

    @inline(__always)
    mutating func combine(_ text: RawSpan) {
        let count = text.byteCount
        var offset = 0
        while offset + 8 <= count {
            fold(unsafe text.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        fold(Self.tail(of: text, from: offset) ^ UInt64(truncatingIfNeeded: count) << 56)
    }

    /// The last 0 to 7 bytes as a number.
    @inline(__always)
    private static func tail(of text: RawSpan, from start: Int) -> UInt64 {
        let end = text.byteCount
        if end - start >= 4 {
            let head = unsafe text.unsafeLoadUnaligned(
                fromUncheckedByteOffset: start,
                as: UInt32.self
            )
            let last = unsafe text.unsafeLoadUnaligned(
                fromUncheckedByteOffset: end - 4,
                as: UInt32.self
            )
            return UInt64(head) | UInt64(last) << 32
        }
        var rest: UInt64 = 0
        for offset in start..<end {
            rest =
                rest << 8 | UInt64(unsafe text.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
        return rest
    }

    @inline(__always)
    private mutating func fold(_ word: UInt64) {
        let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        state = product.high ^ product.low ^ 0xE703_7ED1_A0B4_28DB
    }

    var value: UInt64 {
        let product = state.multipliedFullWidth(by: 0x8EBC_6AF0_9C88_C6E3)
        return product.high ^ product.low
    }
}
