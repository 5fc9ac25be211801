internal import CLinux

/// The CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4) that guards stored records.
///
/// Uses the processor's instruction where there is one (SSE 4.2), else eight tables of 256 entries
/// that take eight bytes a step. "123456789" has the checksum E3069283.
package struct CRC32C: Sendable {
    private var state: UInt32 = .max

    package init() {}

    /// The checksum of all bytes so far.
    package var value: UInt32 { ~state }

    package mutating func update(_ bytes: Span<UInt8>) {
        state =
            Self.hasInstruction
            ? Self.instruction(state, bytes) : Self.portable(state, bytes)
    }

    package static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var sum = CRC32C()
        sum.update(bytes)
        return sum.value
    }

    package static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }

    static let hasInstruction = tocsin_has_crc32c() != 0

    static func instruction(_ state: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer {
            unsafe tocsin_crc32c(state, $0.baseAddress, $0.count)
        }
    }

    /// What `instruction` computes, on any processor.
    static func portable(_ state: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
        var state = state
        let tables = tables.span
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: offset,
                as: UInt64.self
            )
            let mixed = word.littleEndian ^ UInt64(state)
            state = 0
            for byte in 0..<8 {
                let index = Int(truncatingIfNeeded: mixed >> UInt64(8 &* byte)) & 0xFF
                state ^= tables[(7 &- byte) &* 256 &+ index]
            }
            offset &+= 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            state = tables[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8)
            offset &+= 1
        }
        return state
    }

    /// Eight tables one after the other: entry `i` of table `t` is byte `i` followed by `t` zeros.
    private static let tables: [UInt32] = {
        let polynomial: UInt32 = 0x82F6_3B78
        var tables = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? polynomial : 0) }
        }
        for index in 256..<(8 * 256) {
            let shorter = tables[index - 256]
            tables.append(tables[Int(shorter & 0xFF)] ^ (shorter >> 8))
        }
        return tables
    }()
}
