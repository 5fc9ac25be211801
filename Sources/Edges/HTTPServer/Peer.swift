import Glibc

/// Who is at the other end of a connection.
package enum Peer: Hashable, Sendable, CustomStringConvertible {
    case ipv4(UInt32)
    case ipv6(high: UInt64, low: UInt64)
    /// A program on this machine, through a Unix socket.
    case local

    /// Reads a socket address; anything but the two internet families is local.
    init(_ address: UnsafePointer<sockaddr>?, length: socklen_t) {
        guard let address = unsafe address else {
            self = .local
            return
        }
        let raw = unsafe UnsafeRawPointer(address)
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET where length >= socklen_t(MemoryLayout<sockaddr_in>.size):
            let big = unsafe raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self = .ipv4(UInt32(bigEndian: big))
        case AF_INET6 where length >= socklen_t(MemoryLayout<sockaddr_in6>.size):
            let high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = unsafe raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        default: self = .local
        }
    }

    /// An IPv6 address; one that carries an IPv4 address is that address.
    init(high: UInt64, low: UInt64) {
        let isMapped = high == 0 && low >> 32 == 0xFFFF
        self = isMapped ? .ipv4(UInt32(truncatingIfNeeded: low)) : .ipv6(high: high, low: low)
    }

    package var isLoopback: Bool {
        switch self {
        case .ipv4(let address): address >> 24 == 127
        case .ipv6(let high, let low): high == 0 && low == 1
        case .local: true
        }
    }

    /// What connections are counted by: one customer commands a whole /64 of IPv6.
    var counted: Peer {
        if case .ipv6(let high, _) = self { return .ipv6(high: high, low: 0) }
        return self
    }

    package var description: String {
        switch self {
        case .ipv4(let address):
            [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
        case .ipv6(let high, let low):
            [high, low].flatMap { word in
                [48, 32, 16, 0].map { String(word >> UInt64($0) & 0xFFFF, radix: 16) }
            }.joined(separator: ":")
        case .local: "local"
        }
    }
}
