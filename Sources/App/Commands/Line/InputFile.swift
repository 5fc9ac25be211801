import Glibc

/// Reads what a command is pointed at, within a limit.
enum InputFile {
    /// More than this is refused: nothing we read whole is that large.
    static let maximumBytes = 1 << 30

    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.failed, "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: path)
    }

    static func read(descriptor: Int32, name: String) throws -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return all }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.failed, "\(name): \(unsafe String(cString: strerror(errno)))")
            }
            guard all.count + count <= maximumBytes else {
                throw CommandFailure(.failed, "\(name): larger than \(maximumBytes) bytes")
            }
            all += piece[..<count]
        }
    }
}
