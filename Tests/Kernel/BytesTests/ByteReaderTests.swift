import Bytes
import TestKit
import Testing

struct ByteReaderTests {
    private static let limits: [UInt64] = {
        let powers = (0..<64).map { 1 << $0 as UInt64 }
        return [0, .max, .max - 1] + powers + powers.map { $0 - 1 } + powers.map { $0 + 1 }
    }()

    @Test func `integers of every size come back`() throws {
        var buffer = ByteBuffer()
        for value in Self.limits {
            buffer.append(varint: value)
            buffer.append(zigzag: Int64(bitPattern: value))
            buffer.append(fixed64: value)
            buffer.append(fixed32: UInt32(truncatingIfNeeded: value))
        }
        var reader = ByteReader(buffer.array)
        for value in Self.limits {
            #expect(try reader.varint() == value)
            #expect(try reader.zigzag() == Int64(bitPattern: value))
            #expect(try reader.fixed64() == value)
            #expect(try reader.fixed32() == UInt32(truncatingIfNeeded: value))
        }
        #expect(reader.isAtEnd)
        #expect(reader.peek == nil)
    }

    @Test func `small magnitudes zigzag to small integers`() {
        for (signed, coded) in [(0, 0), (-1, 1), (1, 2), (-2, 3)] as [(Int64, UInt8)] {
            var buffer = ByteBuffer()
            buffer.append(zigzag: signed)
            #expect(buffer.array == [coded])
        }
    }

    @Test func `every truncation of an integer is an error at its end`() {
        for value in Self.limits {
            var buffer = ByteBuffer()
            buffer.append(varint: value)
            for length in 0..<buffer.count {
                var reader = ByteReader(Array(buffer.array.prefix(length)))
                let reason = MalformedBytes.Reason.truncated(needed: 1, left: 0)
                #expect(throws: MalformedBytes(offset: length, reason: reason)) {
                    try reader.varint()
                }
            }
        }
    }

    @Test func `every truncation of a fixed integer reads nothing`() {
        for length in 0..<8 {
            var reader = ByteReader([UInt8](repeating: 1, count: length))
            let reason = MalformedBytes.Reason.truncated(needed: 8, left: length)
            #expect(throws: MalformedBytes(offset: 0, reason: reason)) { try reader.fixed64() }
            #expect(((try? reader.fixed32()) != nil) == (length >= 4))
            #expect(reader.remaining == length % 4)
        }
    }

    private static let overlong: [[UInt8]] = [
        .init(repeating: 0xFF, count: 10),
        .init(repeating: 0x80, count: 11),
        .init(repeating: 0xFF, count: 9) + [2],
        .init(repeating: 0x80, count: 10) + [0],
    ]

    @Test(arguments: overlong)
    func `a varint of more than 64 bits is refused`(bytes: [UInt8]) {
        var reader = ByteReader([0] + bytes)
        #expect(throws: MalformedBytes(offset: 1, reason: .varintTooLong)) {
            _ = try reader.byte()
            _ = try reader.varint()
        }
    }

    @Test func `nothing is read outside the range that was given`() throws {
        var reader = ByteReader([1, 2, 3, 4, 5], in: 1..<3)
        #expect(reader.peek == 2)
        #expect(try reader.take(2) == 1..<3)
        #expect(throws: MalformedBytes.self) { try reader.byte() }
        #expect(throws: MalformedBytes.self) { try reader.take(1) }
        #expect(throws: MalformedBytes.self) { try reader.take(-1) }
        #expect(throws: MalformedBytes.self) { try reader.take(.max) }
        #expect(reader.offset == 3)
    }

    @Test func `an error reads as a sentence`() {
        let error = MalformedBytes(offset: 7, reason: .truncated(needed: 4, left: 1))
        #expect("\(error)" == "byte 7: 4 more bytes expected, 1 left")
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `reading any bytes ends in a value or an error`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 0...30, using: &random)
        var reader = ByteReader((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        while !reader.isAtEnd {
            let before = reader.offset
            let isRead = (try? reader.zigzag()) != nil
            #expect(reader.offset > before || !isRead)
            if !isRead { break }
        }
    }
}
