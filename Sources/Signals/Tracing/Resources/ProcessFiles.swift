internal import Glibc

/// Small files in which Linux tells about the machine and the process.
enum ProcessFiles {
    private static let longest = 65_536

    /// The beginning of a file as text, or `nil` where it cannot be read.
    static func read(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < longest {
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = unsafe Glibc.read(file, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static var executablePath: String? {
        var room = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &room, room.count)
        guard count > 0 else { return nil }
        return String(decoding: room.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static var executableName: String {
        String((executablePath ?? "").split(separator: "/").last ?? "")
    }
}
