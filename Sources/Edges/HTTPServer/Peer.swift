package import Addresses
import Glibc

/// Who is at the other end of a connection.
package enum Peer: Hashable, Sendable, CustomStringConvertible {
    case address(IPAddress)
    /// A program on this machine, through a Unix socket.
    case local

    /// Reads a socket address; anything but the two internet families is local.
    init(_ address: UnsafePointer<sockaddr>?) {
        guard let address = unsafe address else {
            self = .local
            return
        }
        let start = unsafe UnsafeRawPointer(address)
        let family = unsafe Int32(start.loadUnaligned(as: sa_family_t.self))
        let size =
            switch family {
            case AF_INET: MemoryLayout<sockaddr_in>.size
            case AF_INET6: MemoryLayout<sockaddr_in6>.size
            default: 0
            }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: size)
        self = unsafe IPAddress(socketAddress: bytes).map(Peer.address) ?? .local
    }

    package var isLoopback: Bool {
        switch self {
        case .address(let address): address.isLoopback
        case .local: true
        }
    }

    /// What connections are counted by: one customer commands a whole /64 of IPv6.
    var counted: Peer {
        guard case .address(let address) = self, address.ipv4 == nil else { return self }
        return .address(IPAddress(high: address.high, low: 0))
    }

    package var description: String {
        switch self {
        case .address(let address): address.description
        case .local: "local"
        }
    }
}
