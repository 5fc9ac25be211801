package import Bytes

/// Compresses another source as it is pulled, so neither form of the body is in memory whole.
package final class GzipSource: ByteSource {
    private let source: any ByteSource
    private let compressor: Compressor
    private var plain = ByteBuffer(capacity: 32 * 1024)
    private var isFinished = false

    /// Level 1, the fastest, is the default: scrapes are compressed once and read once.
    ///
    /// - Returns: `nil` when so many compressors are at work that the body is better sent as it is.
    package init?(_ source: any ByteSource, level: Int = 1) {
        guard let compressor = Compressor(level: Int32(min(max(level, 1), 9))) else { return nil }
        self.source = source
        self.compressor = compressor
    }

    package func next(into buffer: inout ByteBuffer) throws -> Bool {
        if isFinished { return false }
        let before = buffer.count
        while !isFinished, buffer.count == before {
            plain.removeAll()
            isFinished = try !source.next(into: &plain)
            compressor.compress(plain, isLast: isFinished, into: &buffer)
        }
        return true
    }
}

extension GzipSource {
    /// Compresses `bytes` whole.
    package static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
        guard let compressor = Compressor(level: Int32(min(max(level, 1), 9))) else { return nil }
        var plain = ByteBuffer(capacity: bytes.count)
        plain.append(bytes)
        var packed = ByteBuffer(capacity: bytes.count / 4)
        compressor.compress(plain, isLast: true, into: &packed)
        return packed.array
    }
}
