import Glibc

/// A server that treats its connections however a test likes, one after the other.
package final class RawServer: Sendable {
    private let listening: Int32
    /// The port that the system chose.
    package let port: UInt16

    /// Serves each connection by `serve`, on a thread of its own, until the server goes.
    package init(_ serve: @escaping @Sendable (RawConnection) throws -> Void) throws {
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            _ = unsafe bind(opened, start, length)
            _ = listen(opened, 64)
            _ = unsafe start.map { unsafe getsockname(opened, $0, &length) }
        }
        listening = opened
        port = UInt16(bigEndian: address.sin_port)
        startThread {
            while true {
                let accepted = accept(opened, nil, nil)
                guard accepted >= 0, let connection = try? RawConnection(socket: accepted) else {
                    close(opened)
                    return
                }
                startThread { try? serve(connection) }
            }
        }
    }

    /// Wakes the accepting thread, which closes the socket: it alone knows that it is done with it.
    deinit { shutdown(listening, Int32(SHUT_RDWR)) }
}
