import Glibc

/// What tells one state of a file from another.
package struct FileStamp: Equatable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    package let seconds: Int
    package let nanoseconds: Int
    package let mode: UInt32

    /// A file that cannot be read has a stamp, too.
    package init(_ path: String) {
        var found = stat()
        if unsafe stat(path, &found) != 0 { found = stat() }
        device = UInt64(found.st_dev)
        inode = UInt64(found.st_ino)
        size = Int64(found.st_size)
        seconds = found.st_mtim.tv_sec
        nanoseconds = found.st_mtim.tv_nsec
        mode = found.st_mode
    }
}
