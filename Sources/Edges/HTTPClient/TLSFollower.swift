import Disk
import Glibc

/// Notices when certificate files have changed, so that connections made with the old ones end.
///
/// libcurl reads the files for every new connection but cannot be told to drop old ones. It can be
/// told how old a connection may be to be used again; so once the files have changed, no older than
/// the change.
final class TLSFollower {
    private let files: [String]
    private var stamps: [FileStamp]
    private var changed: Int?

    init(_ tls: ClientTLS) {
        files = tls.files
        stamps = files.map(FileStamp.init)
    }

    /// Seconds a connection may live to be used again, or 0 for any.
    func connectionLifetime() -> Int {
        guard !files.isEmpty else { return 0 }
        let found = files.map(FileStamp.init)
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        if found != stamps {
            stamps = found
            changed = now.tv_sec
        }
        return changed.map { max(now.tv_sec - $0, 1) } ?? 0
    }
}
