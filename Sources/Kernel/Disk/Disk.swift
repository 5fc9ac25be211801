package import Bytes

/// Where files are kept, so that tests can lose power at any moment.
///
/// The calls block: they belong on threads of their own. What survives a crash is what a file held
/// at its last `sync()`, under the names that its directory had at its last `syncDirectory`; a new
/// file, a rename and a removal all need the latter. A change of names is made whole or not at all.
package protocol Disk: Sendable {
    func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> any DiskFile

    /// Maps a file into memory; it must not be changed any more, since reading beyond the end of a
    /// file that was cut kills the process.
    func map(_ path: String) throws(DiskError) -> MappedFile

    /// Gives a file or directory another name, and replaces the file of that name.
    func rename(_ path: String, to newPath: String) throws(DiskError)

    /// Removes a file or an empty directory.
    func remove(_ path: String) throws(DiskError)

    func createDirectory(_ path: String) throws(DiskError)

    /// Makes the names in a directory last.
    func syncDirectory(_ path: String) throws(DiskError)

    /// The names in a directory, sorted.
    func list(_ path: String) throws(DiskError) -> [String]

    /// Locks a directory against every other process, and every other caller in this one.
    func lock(_ path: String) throws(DiskError) -> DirectoryLock

    /// How many bytes may still be written to the file system of `path`.
    func freeSpace(_ path: String) throws(DiskError) -> Int
}

package enum OpenMode: Sendable {
    /// Opens a file that is there, to read.
    case read
    /// Opens a file that is there, to append and read.
    case append
    /// Creates a file that is not there, to append and read.
    case create
}

/// An open file; it is closed when the last reference goes.
package protocol DiskFile: AnyObject, Sendable {
    /// Adds bytes at the end; after an error some of them may be there. One caller at a time.
    func append(_ bytes: Span<UInt8>) throws(DiskError)

    /// Makes the bytes last.
    ///
    /// After an error it is not known what lasts, and a second sync that succeeds does not help:
    /// the system has forgotten which bytes were not written.
    func sync() throws(DiskError)

    /// Appends to `buffer` what stands from `offset` on, and returns how many bytes that were:
    /// `count`, or fewer at the end of the file.
    @discardableResult
    func read(
        at offset: Int,
        count: Int,
        into buffer: inout ByteBuffer
    ) throws(DiskError) -> Int

    func size() throws(DiskError) -> Int

    /// Cuts the file, or fills it up with zeros.
    func truncate(to length: Int) throws(DiskError)
}

extension DiskFile {
    package func append(_ bytes: [UInt8]) throws(DiskError) { try append(bytes.span) }

    package func append(_ buffer: borrowing ByteBuffer) throws(DiskError) {
        try unsafe buffer.withUnsafeBytes { bytes throws(DiskError) in
            try unsafe append(bytes.bindMemory(to: UInt8.self).span)
        }
    }
}
