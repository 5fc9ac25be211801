import CMicroHTTPD
import Glibc
import Synchronization

/// Where a server listens.
package enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// A numeric address or a name; port 0 lets the system choose.
    case tcp(host: String, port: UInt16)
    /// A path in the file system.
    case unix(path: String)
    /// A socket that systemd has opened, by its name in `LISTEN_FDNAMES` or its number from 0.
    case inherited(name: String)

    /// Reads `127.0.0.1:9090`, `[::1]:9090`, `:9090` (every address), `unix:/path` or `fd:name`.
    package init(_ text: String) throws(ServerError) {
        if text.hasPrefix("unix:") {
            self = .unix(path: String(text.dropFirst(5)))
        } else if text.hasPrefix("fd:") {
            self = .inherited(name: String(text.dropFirst(3)))
        } else if let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        {
            var host = text[..<colon]
            if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
            self = .tcp(host: host.isEmpty ? "::" : String(host), port: port)
        } else {
            throw ServerError(
                "'\(text)' is no address to listen on; write for example 127.0.0.1:9090"
            )
        }
    }

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .inherited(let name): "fd:\(name)"
        }
    }
}

/// A listening socket; it is closed when its owner goes.
final class ListeningSocket: Sendable {
    let number: Int32
    let address: ListenAddress
    /// The port, where the address has one.
    let port: UInt16?
    /// Whether only this machine can connect.
    let isLocal: Bool
    let isUnix: Bool
    private let isClosed = Atomic<Bool>(false)

    private static let backlog: Int32 = 1024

    init(_ address: ListenAddress) throws(ServerError) {
        self.address = address
        switch address {
        case .tcp(let host, let port): number = try Self.listen(host: host, port: port)
        case .unix(let path): number = try Self.listen(path: path)
        case .inherited(let name): number = try Inheritance.take(name)
        }
        let name = Self.name(of: number)
        isLocal = name.peer.isLoopback
        isUnix = name.peer == .local
        port = name.port
    }

    deinit { close() }

    /// Closes the socket and removes its path; the library has to have let go of it.
    func close() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        Glibc.close(number)
        if case .unix(let path) = address { unsafe unlink(path) }
    }

    private static func listen(host: String, port: UInt16) throws(ServerError) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let first = unsafe found else {
            throw ServerError("\(host): \(unsafe String(cString: gai_strerror(status)))")
        }
        defer { unsafe freeaddrinfo(first) }
        let type = unsafe first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
        let opened = unsafe socket(first.pointee.ai_family, type, 0)
        guard opened >= 0 else { throw failure("\(host):\(port)") }
        set(opened, SOL_SOCKET, SO_REUSEADDR)
        // Listening on :: also takes IPv4, whatever the system's default is.
        if unsafe first.pointee.ai_family == AF_INET6 {
            set(opened, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
        }
        guard unsafe bind(opened, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
            Glibc.listen(opened, backlog) == 0
        else { throw failure("\(host):\(port)", closing: opened) }
        return opened
    }

    private static func listen(path: String) throws(ServerError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity, !path.isEmpty else {
            throw ServerError("\(path): a socket path has 1 to \(capacity - 1) bytes")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let opened = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard opened >= 0 else { throw failure(path) }
        try removeStale(path, address)
        // Nobody may connect between bind and chmod, so the mode is right from the start.
        let mask = umask(0o117)
        defer { umask(mask) }
        guard unsafe connect(opened, address, Glibc.bind) == 0, Glibc.listen(opened, backlog) == 0
        else {
            throw failure(path, closing: opened)
        }
        return opened
    }

    /// Removes a socket that nobody answers on; anything else at the path stays.
    private static func removeStale(_ path: String, _ address: sockaddr_un) throws(ServerError) {
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK else {
            throw ServerError("\(path) is there already and is no socket")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(probe) }
        guard unsafe connect(probe, address, Glibc.connect) != 0 else {
            throw ServerError("\(path): another process listens there")
        }
        unsafe unlink(path)
    }

    private typealias AddressCall = (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32

    private static func connect(_ socket: Int32, _ address: sockaddr_un, _ call: AddressCall)
        -> Int32
    {
        unsafe withUnsafeBytes(of: address) { bytes in
            unsafe call(
                socket,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
    }

    private static func set(_ socket: Int32, _ level: Int32, _ name: Int32, _ value: Int32 = 1) {
        var value = value
        unsafe setsockopt(socket, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func name(of socket: Int32) -> (peer: Peer, port: UInt16?) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            let address = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(
                to: sockaddr.self
            )
            unsafe getsockname(socket, address, &length)
            let peer = unsafe Peer(address)
            if peer == .local { return (peer, nil) }
            let port = unsafe UnsafeRawPointer(pointer).load(fromByteOffset: 2, as: UInt16.self)
            return (peer, UInt16(bigEndian: port))
        }
    }

    private static func failure(_ what: String, closing opened: Int32? = nil) -> ServerError {
        let reason = unsafe String(cString: strerror(errno))
        if let opened { Glibc.close(opened) }
        return ServerError("\(what): \(reason)")
    }
}

/// Sockets that systemd has opened for this process (sd_listen_fds(3)).
enum Inheritance {
    private static let first: Int32 = 3

    static func take(_ name: String) throws(ServerError) -> Int32 {
        guard variable("LISTEN_PID").flatMap(Int32.init) == getpid(),
            let count = variable("LISTEN_FDS").flatMap(Int32.init), count > 0
        else { throw ServerError("fd:\(name): no socket was handed over (LISTEN_FDS, LISTEN_PID)") }
        let names = (variable("LISTEN_FDNAMES") ?? "").split(
            separator: ":",
            omittingEmptySubsequences: false
        )
        let index = names.firstIndex { $0 == name }.map(Int32.init) ?? Int32(name)
        guard let index, index >= 0, index < count else {
            throw ServerError("fd:\(name): \(count) sockets were handed over, none of that name")
        }
        let socket = first + index
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        return socket
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
