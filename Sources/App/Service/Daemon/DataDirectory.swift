import Disk

/// The directory with everything that is kept, held by one daemon at a time.
struct DataDirectory: Sendable {
    private let lock: DirectoryLock

    init(_ path: String, on disk: some Disk) throws(DiskError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            do { try disk.createDirectory(made) } catch  where error.reason == .exists {}
        }
        lock = try disk.lock(path)
    }
}
