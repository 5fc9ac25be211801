import Bytes
import CMicroHTTPD
import Glibc
import Synchronization

/// A body that is pulled while it is sent; only its server thread touches it.
final class StreamBody {
    private let source: any ByteSource
    private var piece = ByteBuffer(capacity: 32 * 1024)
    private var offset = 0
    private(set) var sent = 0
    private(set) var hasFailed = false
    /// Whether the source came to its end.
    private(set) var hasEnded = false
    private let link: Link
    /// Whether only the end of the connection tells the client that the body has ended.
    private let endsWithConnection: Bool

    init(_ source: any ByteSource, link: Link, endsWithConnection: Bool) {
        self.source = source
        self.link = link
        self.endsWithConnection = endsWithConnection
    }

    /// Copies the next bytes to `room`; 0 at the end.
    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        while offset == piece.count {
            piece.removeAll()
            offset = 0
            guard try source.next(into: &piece) else { return 0 }
        }
        let count = min(room.count, piece.count - offset)
        unsafe piece.withUnsafeBytes { bytes in
            unsafe room.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
            )
        }
        offset += count
        sent += count
        link.progress.store(sent, ordering: .relaxed)
        return count
    }

    /// Ends the connection from our side.
    ///
    /// When a source fails, or a body without a length ends, the library marks the connection as
    /// closed but forgets to close it (0.9.75). A write that fails makes it close; so there is one.
    private func endConnection() -> Int {
        shutdown(link.socket, Int32(SHUT_RDWR))
        return 1
    }

    /// What the library is told at the end of the source.
    fileprivate func end() -> Int {
        hasEnded = true
        // MHD_CONTENT_READER_END_OF_STREAM, a macro with a cast.
        guard endsWithConnection else { return -1 }
        return endConnection()
    }

    fileprivate func fail() -> Int {
        hasFailed = true
        return endConnection()
    }
}

/// The library asks for the next bytes of a streamed body.
func readStream(
    _ context: UnsafeMutableRawPointer?,
    _ position: UInt64,
    _ room: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> Int {
    guard let context = unsafe context else { return -2 }
    let body = unsafe Unmanaged<StreamBody>.fromOpaque(context).takeUnretainedValue()
    do {
        let count = try unsafe body.read(
            into: UnsafeMutableRawBufferPointer(start: room, count: size)
        )
        return count == 0 ? body.end() : count
    } catch {
        return body.fail()
    }
}

func freeStream(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<StreamBody>.fromOpaque(context).release()
}

/// Bytes in memory as a source, for compressing them and for sending them without a second copy.
final class BytesSource: ByteSource {
    private let bytes: [UInt8]
    private var offset = 0
    private static let piece = 32 * 1024

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func next(into buffer: inout ByteBuffer) -> Bool {
        guard offset < bytes.count else { return false }
        let end = min(offset + Self.piece, bytes.count)
        buffer.append(bytes[offset..<end])
        offset = end
        return true
    }
}

/// No bytes at all, for the answers to HEAD.
final class EmptySource: ByteSource {
    func next(into buffer: inout ByteBuffer) -> Bool { false }
}
