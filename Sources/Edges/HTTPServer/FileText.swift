import Glibc

/// Reads small files, such as certificates.
enum FileText {
    /// The most that is read.
    private static let limit = 1 << 20

    static func read(_ path: String) throws(ServerError) -> String {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw ServerError("\(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(opened) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let got = unsafe bytes.withUnsafeMutableBytes { room in
                unsafe Glibc.read(
                    opened,
                    UnsafeMutableRawBufferPointer(rebasing: room[count...]).baseAddress,
                    limit - count
                )
            }
            if got <= 0 { break }
            count += got
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
