import Glibc

/// A connection that sends exactly what it is told, right or wrong; its calls block.
package final class RawConnection: Sendable {
    private let socket: Int32

    /// The other side was silent for longer than any test should take, or the call failed.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Connects to a port of this machine.
    package init(port: UInt16) throws(Failure) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let status = unsafe withUnsafeBytes(of: address) { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return unsafe connect(socket, start, socklen_t(bytes.count))
        }
        try prepare(status)
    }

    /// Connects to a Unix socket.
    package init(path: String) throws(Failure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let status = unsafe withUnsafeBytes(of: address) { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return unsafe connect(socket, start, socklen_t(bytes.count))
        }
        try prepare(status)
    }

    /// Takes over an open socket.
    package init(socket: Int32) throws(Failure) {
        self.socket = socket
        try prepare(0)
    }

    deinit { close(socket) }

    private func prepare(_ status: Int32) throws(Failure) {
        guard status == 0 else { throw failure("connect") }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    private func failure(_ what: String) -> Failure {
        Failure(description: "\(what): \(unsafe String(cString: strerror(errno)))")
    }

    package func send(_ text: String) throws(Failure) { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws(Failure) {
        var offset = 0
        while offset < bytes.count {
            let rest = Array(bytes[offset...])
            let count = unsafe Glibc.send(socket, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw failure("send") }
            offset += count
        }
    }

    /// What has arrived, at least one byte; nothing at the end of the connection.
    package func receive(atMost limit: Int = 65_536) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(socket, &bytes, limit, 0)
        guard count >= 0 else { throw failure("receive") }
        return Array(bytes[..<count])
    }

    /// Everything until the other side closes; a reset counts as the end.
    package func receiveAll() throws(Failure) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece: [UInt8]
            do { piece = try receive() } catch {
                if errno == ECONNRESET { return all }
                throw error
            }
            if piece.isEmpty { return all }
            all += piece
        }
    }

    /// Says that nothing more will be sent.
    package func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Makes closing send a reset.
    package func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            socket,
            SOL_SOCKET,
            SO_LINGER,
            &option,
            socklen_t(MemoryLayout<linger>.size)
        )
    }
}
