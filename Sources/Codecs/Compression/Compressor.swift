import Bytes
import CZlib
import Synchronization

/// One zlib compressor (about 260 KiB), taken from a bounded pool and given back when done.
///
/// Making one costs more than compressing a small body with it, so a few are kept; and no more
/// than `limit` exist at a time, so that a crowd of clients cannot make them by the thousand.
final class Compressor {
    private let stream: Stream

    /// The most compressors that exist at a time: about 16 MiB.
    static let limit = 64
    /// How many unused ones are kept.
    private static let kept = 8

    /// Owns the memory of one `z_stream`.
    // Its holder is the only user: it moves from one owner to the next through the pool's mutex.
    @safe private struct Stream: @unchecked Sendable {
        let state: UnsafeMutablePointer<z_stream>
    }

    private struct Pool: Sendable {
        var idle: [Stream] = []
        var alive = 0
    }

    private static let pool = Mutex(Pool())

    /// `nil` when too many are at work already.
    init?(level: Int32) {
        let taken = Self.pool.withLock { pool -> (stream: Stream?, mayMake: Bool) in
            if let stream = pool.idle.popLast() { return (stream, false) }
            guard pool.alive < Self.limit else { return (nil, false) }
            pool.alive += 1
            return (nil, true)
        }
        if let stream = taken.stream {
            self.stream = stream
        } else if taken.mayMake, let made = Self.make() {
            stream = made
        } else {
            if taken.mayMake { Self.pool.withLock { $0.alive -= 1 } }
            return nil
        }
        unsafe deflateParams(stream.state, level, Z_DEFAULT_STRATEGY)
    }

    deinit {
        let stream = stream
        unsafe deflateReset(stream.state)
        let isKept = Self.pool.withLock { pool in
            if pool.idle.count < Self.kept {
                pool.idle.append(stream)
                return true
            }
            pool.alive -= 1
            return false
        }
        if !isKept { Self.free(stream) }
    }

    private static func make() -> Stream? {
        let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe state.initialize(to: z_stream())
        guard unsafe tocsin_gzip_start(state, 1) == Z_OK else {
            unsafe state.deallocate()
            return nil
        }
        return unsafe Stream(state: state)
    }

    private static func free(_ stream: Stream) {
        unsafe deflateEnd(stream.state)
        unsafe stream.state.deallocate()
    }

    /// Compresses all of `input` and, when `isLast`, ends the member.
    func compress(_ input: borrowing ByteBuffer, isLast: Bool, into output: inout ByteBuffer) {
        unsafe input.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress.map {
                unsafe UnsafeMutableRawPointer(mutating: $0).assumingMemoryBound(to: UInt8.self)
            }
            unsafe stream.state.pointee.next_in = start
            unsafe stream.state.pointee.avail_in = UInt32(bytes.count)
            deflateAll(isLast ? Z_FINISH : Z_NO_FLUSH, into: &output)
        }
    }

    private func deflateAll(_ flush: Int32, into output: inout ByteBuffer) {
        var isFull = true
        while isFull {
            unsafe output.appendUninitialized(16 * 1024) { room in
                let state = unsafe stream.state
                unsafe state.pointee.next_out = room.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe state.pointee.avail_out = UInt32(room.count)
                unsafe deflate(state, flush)
                isFull = unsafe state.pointee.avail_out == 0
                return room.count - Int(unsafe state.pointee.avail_out)
            }
        }
    }
}
