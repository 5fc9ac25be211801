import CLinux
import Exposition
import Glibc

/// Label values on the stack, laid out as `LabelValues` keeps them, with their hash: what a look-up
/// compares without allocating anything.
@safe struct LabelKey {
    let bytes: UnsafeRawBufferPointer
    let hash: UInt64

    /// Lends a key to `body`; it is dead once that returns.
    @inline(__always)
    static func with<Result>(_ values: Span<String>, _ body: (LabelKey) -> Result) -> Result {
        var size = 0
        for index in values.indices { size &+= 4 &+ values[index].utf8.count }
        return unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { room in
            var offset = 0
            for index in values.indices {
                unsafe write(values[index], to: room, at: &offset)
            }
            return unsafe body(LabelKey(UnsafeRawBufferPointer(room)))
        }
    }

    private init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
        hash = unsafe Self.hash(bytes)
    }

    /// Lends the key of values that are kept.
    static func with<Result>(_ values: LabelValues, _ body: (LabelKey) -> Result) -> Result {
        unsafe values.bytes.withUnsafeBytes { unsafe body(LabelKey($0)) }
    }

    var values: LabelValues { unsafe LabelValues(encoded: Array(bytes)) }

    @inline(__always)
    func matches(_ values: LabelValues) -> Bool {
        unsafe values.bytes.withUnsafeBytes { other in
            guard unsafe other.count == bytes.count else { return false }
            guard let left = other.baseAddress, let right = unsafe bytes.baseAddress else {
                return true
            }
            return unsafe memcmp(left, right, other.count) == 0
        }
    }

    @inline(__always)
    private static func write(
        _ value: String,
        to room: UnsafeMutableRawBufferPointer,
        at offset: inout Int
    ) {
        // A native string is contiguous; there are no others on Linux.
        let length = unsafe value.utf8.withContiguousStorageIfAvailable { text in
            let target = unsafe UnsafeMutableRawBufferPointer(rebasing: room[(offset &+ 4)...])
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(text))
            return text.count
        }
        unsafe room.storeBytes(
            of: UInt32(truncatingIfNeeded: length ?? 0),
            toByteOffset: offset,
            as: UInt32.self
        )
        offset &+= 4 &+ (length ?? 0)
    }
}

// MARK: - Hashing

extension LabelKey {
    /// Nobody can choose label values that collide without knowing it.
    private static let seed: UInt64 = {
        var seed: UInt64 = 0
        let status = unsafe tocsin_random(&seed, 8)
        return status == 0 ? seed : UInt64.random(in: 0 ... .max)
    }()

    /// Sixteen bytes a step, folded by a 64 x 64 to 128 bit multiplication, after Wang Yi's wyhash.
    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let first: UInt64 = 0xA076_1D64_78BD_642F
        let second: UInt64 = 0xE703_7ED1_A0B4_28DB
        let count = bytes.count
        var state = seed
        var offset = 0
        while count &- offset > 16 {
            let (left, right) = unsafe (word(bytes, offset), word(bytes, offset &+ 8))
            state = fold(left ^ first, right ^ state)
            offset &+= 16
        }
        var left: UInt64 = 0
        var right: UInt64 = 0
        if count &- offset >= 8 {
            left = unsafe word(bytes, offset)
            right = unsafe word(bytes, count &- 8)
        } else if count &- offset >= 4 {
            left = unsafe UInt64(half(bytes, offset)) << 32 | UInt64(half(bytes, count &- 4))
        } else {
            for index in offset..<count { left = unsafe left << 8 | UInt64(bytes[index]) }
        }
        return fold(second ^ UInt64(truncatingIfNeeded: count), fold(left ^ second, right ^ state))
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func half(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}
