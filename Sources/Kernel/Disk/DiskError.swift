internal import Glibc

/// What could not be done on a disk, and why.
package struct DiskError: Error, Equatable, CustomStringConvertible {
    package let operation: Operation
    package let path: String
    package let reason: Reason

    package enum Operation: String, Sendable {
        case open
        case create
        case append = "append to"
        case sync
        case read
        case size = "take the size of"
        case truncate
        case rename
        case remove
        case map
        case list
        case createDirectory = "create the directory"
        case syncDirectory = "sync the directory"
        case lock
        case freeSpace = "take the free space of"
    }

    package enum Reason: Hashable, Sendable {
        case noSpace
        /// The device failed; what was written since the last sync may be lost for good.
        case io
        case readOnly
        case notFound
        case exists
        case permission
        /// Another process, or another part of this one, holds the lock.
        case locked
        /// Any other number of `errno`.
        case other(Int32)
    }

    package init(_ operation: Operation, _ path: String, _ reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    package var description: String { "cannot \(operation.rawValue) \"\(path)\": \(reason)" }
}

extension DiskError.Reason: CustomStringConvertible {
    package init(errno number: Int32) {
        switch number {
        case ENOSPC, EDQUOT: self = .noSpace
        case EIO: self = .io
        case EROFS: self = .readOnly
        case ENOENT: self = .notFound
        case EEXIST: self = .exists
        case EACCES, EPERM: self = .permission
        case EWOULDBLOCK: self = .locked
        default: self = .other(number)
        }
    }

    package var description: String {
        switch self {
        case .noSpace: "the disk is full"
        case .io: "the disk failed"
        case .readOnly: "the file system is read-only"
        case .notFound: "it does not exist"
        case .exists: "it exists already"
        case .permission: "permission is denied"
        case .locked: "it is in use by another process"
        case .other(let number): Self.text(of: number)
        }
    }

    private static func text(of number: Int32) -> String {
        var text = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
