import CLinux
import Disk

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
        let now = Int(tocsin_uptime() / 1_000_000_000)
        if found != stamps {
            stamps = found
            changed = now
        }
        return changed.map { max(now - $0, 1) } ?? 0
    }
}
