internal import Glibc

/// The bytes of a file in memory, until the last reference goes.
@safe package final class MappedFile: @unchecked Sendable {
    // Sendable because the bytes are never written after `init`.
    private let bytes: UnsafeRawBufferPointer
    private let isMapping: Bool

    /// Holds a copy.
    package init(copying bytes: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        unsafe copy.copyBytes(from: bytes)
        unsafe self.bytes = UnsafeRawBufferPointer(copy)
        isMapping = false
    }

    /// Takes over what `mmap` returned.
    @unsafe init(mapping bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
        isMapping = true
    }

    deinit {
        if isMapping {
            unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            unsafe bytes.deallocate()
        }
    }

    package var count: Int { unsafe bytes.count }

    /// Lends the bytes.
    package func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(bytes.bindMemory(to: UInt8.self).span)
    }
}
