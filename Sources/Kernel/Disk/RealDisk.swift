internal import Bytes
internal import CLinux
internal import Glibc

/// The disk of the machine.
package struct RealDisk: Disk {
    /// What new files and directories allow: all to the owner, reading to the group.
    private static let fileMode: mode_t = 0o640
    private static let directoryMode: mode_t = 0o750

    package init() {}

    package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> any DiskFile {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .append: O_RDWR | O_APPEND
            case .create: O_RDWR | O_APPEND | O_CREAT | O_EXCL
            }
        let operation: DiskError.Operation = mode == .create ? .create : .open
        return RealFile(path, try descriptor(path, flags, operation))
    }

    package func map(_ path: String) throws(DiskError) -> MappedFile {
        let file = RealFile(path, try descriptor(path, O_RDONLY, .map))
        let size = try file.size()
        // An empty mapping is not allowed.
        guard size > 0 else { return MappedFile(copying: []) }
        let start = unsafe withExtendedLifetime(file) {
            unsafe mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0)
        }
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            throw DiskError(.map, path, .current)
        }
        return unsafe MappedFile(mapping: UnsafeRawBufferPointer(start: start, count: size))
    }

    package func rename(_ path: String, to newPath: String) throws(DiskError) {
        try retry(.rename, path) { unsafe Int(Glibc.rename(path, newPath)) }
    }

    package func remove(_ path: String) throws(DiskError) {
        try retry(.remove, path) { unsafe Int(Glibc.remove(path)) }
    }

    package func createDirectory(_ path: String) throws(DiskError) {
        try retry(.createDirectory, path) { unsafe Int(mkdir(path, Self.directoryMode)) }
    }

    package func syncDirectory(_ path: String) throws(DiskError) {
        let directory = RealFile(path, try descriptor(path, O_RDONLY | O_DIRECTORY, .syncDirectory))
        try retry(.syncDirectory, path) {
            withExtendedLifetime(directory) { Int(fsync(directory.descriptor)) }
        }
    }

    package func list(_ path: String) throws(DiskError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw DiskError(.list, path, .current) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let name = unsafe tocsin_next_name(UnsafeMutableRawPointer(directory)) {
            unsafe names.append(String(cString: name))
        }
        guard errno == 0 else { throw DiskError(.list, path, .current) }
        return names.sorted()
    }

    package func lock(_ path: String) throws(DiskError) -> DirectoryLock {
        let directory = RealFile(path, try descriptor(path, O_RDONLY | O_DIRECTORY, .lock))
        try retry(.lock, path) { Int(flock(directory.descriptor, LOCK_EX | LOCK_NB)) }
        // The lock goes when the directory is closed.
        return DirectoryLock { withExtendedLifetime(directory) {} }
    }

    package func freeSpace(_ path: String) throws(DiskError) -> Int {
        try retry(.freeSpace, path) { unsafe Int(tocsin_free_space(path)) }
    }

    private func descriptor(
        _ path: String,
        _ flags: Int32,
        _ operation: DiskError.Operation
    ) throws(DiskError) -> Int32 {
        let descriptor = try retry(operation, path) {
            unsafe Int(Glibc.open(path, flags | O_CLOEXEC, Self.fileMode))
        }
        return Int32(truncatingIfNeeded: descriptor)
    }
}

/// A file of the machine, whose descriptor it owns.
private final class RealFile: DiskFile {
    let descriptor: Int32
    private let path: String

    init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func append(_ bytes: Span<UInt8>) throws(DiskError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(droppingFirst: written)
            written += try retry(.append, path) {
                unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            }
        }
    }

    func sync() throws(DiskError) {
        try retry(.sync, path) { Int(fdatasync(descriptor)) }
    }

    func read(
        at offset: Int,
        count: Int,
        into buffer: inout ByteBuffer
    ) throws(DiskError) -> Int {
        precondition(offset >= 0 && count >= 0, "a file has no negative places")
        var total = 0
        while total < count {
            var got = 0
            try unsafe buffer.appendUninitialized(min(count - total, Self.longestRead)) {
                room throws(DiskError) in
                got = try retry(.read, path) {
                    unsafe pread(descriptor, room.baseAddress, room.count, offset + total)
                }
                return got
            }
            guard got > 0 else { break }
            total += got
        }
        return total
    }

    /// So much room is made at a time, lest a wrong count takes all memory.
    private static let longestRead = 1 << 20

    func size() throws(DiskError) -> Int {
        try retry(.size, path) { lseek(descriptor, 0, SEEK_END) }
    }

    func truncate(to length: Int) throws(DiskError) {
        try retry(.truncate, path) { Int(ftruncate(descriptor, length)) }
    }
}

/// Repeats a system call that a signal interrupted.
@discardableResult
private func retry(
    _ operation: DiskError.Operation,
    _ path: String,
    _ call: () -> Int
) throws(DiskError) -> Int {
    while true {
        let result = call()
        if result >= 0 { return result }
        if errno != EINTR { throw DiskError(operation, path, .current) }
    }
}

extension DiskError.Reason {
    /// That of the last system call.
    fileprivate static var current: DiskError.Reason { DiskError.Reason(errno: errno) }
}
