import Bytes

/// Pieces of text that are rendered once for a family and copied for each of its series.
struct Fragments: ~Copyable {
    private var bytes = ByteBuffer()
    private var ends: [Int] = []

    mutating func removeAll() {
        bytes.removeAll()
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds a piece, which `render` appends.
    mutating func add(_ render: (inout ByteBuffer) -> Void) {
        render(&bytes)
        ends.append(bytes.count)
    }

    /// How many bytes the n-th piece has.
    @inline(__always)
    func length(of index: Int) -> Int { ends[index] - (index == 0 ? 0 : ends[index - 1]) }

    /// Copies the piece that was added as the n-th.
    @inline(__always)
    func copy(_ index: Int, to buffer: inout ByteBuffer) {
        let start = index == 0 ? 0 : ends[index - 1]
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe buffer.append(UnsafeRawBufferPointer(rebasing: bytes[start..<ends[index]]))
        }
    }
}
