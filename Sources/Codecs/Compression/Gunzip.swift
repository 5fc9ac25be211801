package import Bytes
import CZlib

/// Unpacks gzip data as it arrives, one or several members, and stops at a bomb before it goes off.
///
/// Two caps hold: the total that may come out, and how many times larger than the input it may be.
/// The second applies only beyond `Caps.free`, because small texts of one repeated line are honest.
/// A decoder takes about 44 KiB and never more, whatever the input says.
@safe package final class Gunzip {
    private let stream: UnsafeMutablePointer<z_stream>
    private let caps: Caps
    private var consumed = 0
    private var produced = 0
    private var state = State.betweenMembers

    /// What may come out.
    package struct Caps: Sendable {
        /// The most bytes that may come out in all.
        package var bytes: Int
        /// How many times larger than the input the output may be.
        package var ratio: Int
        /// Bytes that may come out whatever the ratio.
        package var free: Int

        package init(bytes: Int, ratio: Int = 200, free: Int = 256 * 1024) {
            self.bytes = bytes
            self.ratio = ratio
            self.free = free
        }
    }

    private enum State {
        case betweenMembers
        case inMember
        case failed(CompressionError)
    }

    /// Output is made in pieces of this size, so the caps are checked at least this often.
    private static let piece = 16 * 1024

    package init(caps: Caps) throws(CompressionError) {
        self.caps = caps
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe tocsin_gunzip_start(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw CompressionError(offset: 0, reason: .outOfMemory)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Unpacks `input` to the end of `output`.
    package func decode(
        _ input: UnsafeRawBufferPointer,
        into output: inout ByteBuffer
    ) throws(CompressionError) {
        if case .failed(let error) = state { throw error }
        do throws(CompressionError) {
            try unsafe inflateAll(input, into: &output)
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Unpacks `input` to the end of `output`.
    package func decode(
        _ input: [UInt8],
        into output: inout ByteBuffer
    ) throws(CompressionError) {
        try unsafe input.span.bytes.withUnsafeBytes { bytes throws(CompressionError) in
            try unsafe decode(bytes, into: &output)
        }
    }

    /// Checks that the data ended where a member ends.
    package func finish() throws(CompressionError) {
        switch state {
        case .failed(let error): throw error
        case .inMember: throw failure(.truncated)
        case .betweenMembers:
            if consumed == 0 { throw failure(.truncated) }
        }
    }

    private func inflateAll(
        _ bytes: UnsafeRawBufferPointer,
        into output: inout ByteBuffer
    ) throws(CompressionError) {
        guard let start = bytes.baseAddress else { return }
        let base = unsafe UnsafeMutableRawPointer(mutating: start)
            .assumingMemoryBound(to: UInt8.self)
        var offset = 0
        while offset < bytes.count {
            let slice = min(bytes.count - offset, Int(Int32.max))
            unsafe stream.pointee.next_in = base + offset
            unsafe stream.pointee.avail_in = UInt32(slice)
            try inflateSlice(into: &output)
            offset += slice - Int(unsafe stream.pointee.avail_in)
        }
    }

    /// Runs until the input handed over is used up.
    private func inflateSlice(into output: inout ByteBuffer) throws(CompressionError) {
        while true {
            let before = unsafe stream.pointee.avail_in
            var status = Z_OK
            var made = 0
            unsafe output.appendUninitialized(Self.piece) { room in
                unsafe stream.pointee.next_out = room.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = UInt32(room.count)
                unsafe status = inflate(stream, Z_NO_FLUSH)
                made = room.count - Int(unsafe stream.pointee.avail_out)
                return made
            }
            consumed += Int(before - (unsafe stream.pointee.avail_in))
            produced += made
            try checkCaps()
            switch status {
            case Z_BUF_ERROR where made == 0: return
            case Z_OK, Z_BUF_ERROR: state = .inMember
            case Z_STREAM_END:
                state = .betweenMembers
                unsafe inflateReset(stream)
            case Z_MEM_ERROR: throw failure(.outOfMemory)
            default: throw failure(consumed <= 2 ? .notGzip : .malformed)
            }
            let isDone = unsafe stream.pointee.avail_in == 0 && made < Self.piece
            if isDone { return }
        }
    }

    private func checkCaps() throws(CompressionError) {
        if produced > caps.bytes { throw failure(.tooLarge(limit: caps.bytes)) }
        let (allowed, overflow) = consumed.multipliedReportingOverflow(by: caps.ratio)
        if produced > caps.free, !overflow, produced > allowed {
            throw failure(.tooDense(ratio: caps.ratio))
        }
    }

    private func failure(_ reason: CompressionError.Reason) -> CompressionError {
        CompressionError(offset: consumed, reason: reason)
    }
}

extension Gunzip {
    /// Unpacks `input` whole.
    package static func decode(
        _ input: [UInt8],
        caps: Caps
    ) throws(CompressionError) -> [UInt8] {
        let decoder = try Gunzip(caps: caps)
        var output = ByteBuffer(capacity: min(input.count, caps.bytes))
        try decoder.decode(input, into: &output)
        try decoder.finish()
        return output.array
    }
}
