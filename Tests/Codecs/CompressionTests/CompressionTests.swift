import Bytes
import Compression
import TestKit
import Testing

/// Hands out given pieces, one a call.
private final class Pieces: ByteSource {
    private var rest: [[UInt8]]

    init(_ pieces: [[UInt8]]) { rest = pieces.reversed() }

    func next(into buffer: inout ByteBuffer) throws -> Bool {
        guard let piece = rest.popLast() else { return false }
        buffer.append(piece)
        return true
    }
}

struct CompressionTests {
    private let roomy = Gunzip.Caps(bytes: 64 << 20, ratio: 2000)

    private func drain(_ source: any ByteSource) throws -> [UInt8] {
        var buffer = ByteBuffer()
        while try source.next(into: &buffer) {}
        return buffer.array
    }

    private func text(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0x61...0x66, using: &random) }
    }

    @Test(arguments: [1, 6, 9])
    func `what was packed piece by piece comes out whole`(level: Int) throws {
        let pieces = (1...40).map { text($0 * 997, seed: UInt64($0)) }
        let source = try #require(GzipSource(Pieces(pieces), level: level))
        let packed = try drain(source)
        #expect(try Gunzip.decode(packed, caps: roomy) == pieces.flatMap { $0 })
        #expect(packed.count < pieces.flatMap { $0 }.count)
    }

    @Test func `an empty body packs and unpacks`() throws {
        let packed = try drain(try #require(GzipSource(Pieces([]))))
        #expect(try Gunzip.decode(packed, caps: roomy) == [])
    }

    @Test func `input may be cut anywhere`() throws {
        let plain = text(3000, seed: 1)
        let packed = try #require(GzipSource.compress(plain))
        for cut in 0...packed.count {
            let decoder = try Gunzip(caps: roomy)
            var output = ByteBuffer()
            let (head, tail) = (Array(packed[..<cut]), Array(packed[cut...]))
            try decoder.decode(head, into: &output)
            try decoder.decode(tail, into: &output)
            try decoder.finish()
            #expect(output.array == plain)
        }
    }

    @Test func `every truncation is noticed`() throws {
        let packed = try #require(GzipSource.compress(text(500, seed: 2)))
        for count in 0..<packed.count {
            #expect(throws: CompressionError.self) {
                try Gunzip.decode(Array(packed[..<count]), caps: roomy)
            }
        }
    }

    @Test func `members one after the other are one body`() throws {
        let first = try #require(GzipSource.compress(Array("one ".utf8)))
        let second = try #require(GzipSource.compress(Array("two".utf8)))
        #expect(try Gunzip.decode(first + second, caps: roomy) == Array("one two".utf8))
    }

    @Test func `junk after a member is refused`() throws {
        let packed = try #require(GzipSource.compress([1, 2, 3]))
        #expect(throws: CompressionError.self) {
            try Gunzip.decode(packed + [0, 0, 0, 0], caps: roomy)
        }
    }

    @Test func `what is not gzip is called so`() throws {
        let error = #expect(throws: CompressionError.self) {
            try Gunzip.decode(Array("hello, world".utf8), caps: roomy)
        }
        #expect(error?.reason == .notGzip)
    }

    @Test func `a bomb stops at the ratio long before its size`() throws {
        let packed = try #require(
            GzipSource.compress(.init(repeating: 0, count: 8 << 20), level: 9)
        )
        let error = #expect(throws: CompressionError.self) {
            try Gunzip.decode(packed, caps: .init(bytes: 1 << 30, ratio: 100))
        }
        #expect(error?.reason == .tooDense(ratio: 100))
        #expect(error?.isExcess == true)
    }

    @Test func `a body above the cap is refused and the decoder stays refused`() throws {
        let packed = try #require(GzipSource.compress(text(100_000, seed: 3)))
        let decoder = try Gunzip(caps: .init(bytes: 20_000))
        var output = ByteBuffer()
        for _ in 0..<2 {
            let error = #expect(throws: CompressionError.self) {
                try decoder.decode(packed, into: &output)
            }
            #expect(error?.reason == .tooLarge(limit: 20_000))
        }
        #expect(output.count <= 20_000 + 16 * 1024)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `a flipped bit never passes for other data`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let plain = text(400, seed: seed)
        var packed = try #require(GzipSource.compress(plain))
        let position = Int.random(in: 0..<packed.count, using: &random)
        packed[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let decoded = try? Gunzip.decode(packed, caps: roomy)
        // Flips in the header's time, system and flag bytes leave the data as it was.
        #expect(decoded == nil || decoded == plain)
    }

    @Test func `only so many compressors exist at a time`() throws {
        var alive: [GzipSource] = []
        while let source = GzipSource(Pieces([[1]])), alive.count < 1000 { alive.append(source) }
        #expect(alive.count <= 64)
        alive.removeAll()
        #expect(GzipSource(Pieces([])) != nil)
    }
}
