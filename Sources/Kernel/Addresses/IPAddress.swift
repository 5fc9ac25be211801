import Glibc

/// An internet address; IPv4 is kept as the IPv6 address that stands for it (`::ffff:a.b.c.d`).
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(ipv4: UInt32) {
        self.init(high: 0, low: Self.mapped | UInt64(ipv4))
    }

    /// The upper half of the lower word of an address that stands for IPv4.
    private static let mapped: UInt64 = 0xFFFF_0000_0000

    /// The IPv4 address, if it is one.
    package var ipv4: UInt32? {
        high == 0 && low & ~0xFFFF_FFFF == Self.mapped ? UInt32(truncatingIfNeeded: low) : nil
    }

    package var isLoopback: Bool {
        if let ipv4 { return ipv4 >> 24 == 127 }
        return high == 0 && low == 1
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, and no other spelling.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(ipv4: UInt32(bigEndian: four.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self = unsafe withUnsafeBytes(of: &six) { unsafe IPAddress(sixteen: $0) }
        } else {
            return nil
        }
    }

    /// Reads a socket address of one of the two internet families.
    package init?(socketAddress bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2 else { return nil }
        switch unsafe Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET where bytes.count >= 8:
            self.init(
                ipv4: UInt32(
                    bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
                )
            )
        case AF_INET6 where bytes.count >= 24:
            unsafe self.init(sixteen: UnsafeRawBufferPointer(rebasing: bytes[8..<24]))
        default: return nil
        }
    }

    private init(sixteen bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    package var description: String {
        if let ipv4 {
            return [24, 16, 8, 0].map { String(ipv4 >> $0 & 0xFF) }.joined(separator: ".")
        }
        var six = in6_addr()
        unsafe withUnsafeMutableBytes(of: &six) { room in
            unsafe room.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe room.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe inet_ntop(AF_INET6, &six, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
