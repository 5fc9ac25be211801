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
        let isInternet = unsafe [AF_INET, AF_INET6].contains(Int32(address.pointee.sa_family))
        let size = MemoryLayout<sockaddr_in6>.size
        let count = unsafe Int32(address.pointee.sa_family) == AF_INET6 ? size : 16
        let bytes = unsafe UnsafeRawBufferPointer(start: address, count: isInternet ? count : 0)
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
