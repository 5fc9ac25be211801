import Bytes
import TestKit
import Testing
import Wire

struct WireReaderTests {
    private func bytes(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
        var buffer = ByteBuffer()
        body(&buffer)
        return buffer.array
    }

    private func fields(_ bytes: [UInt8]) throws(WireError) -> [WireField] {
        var reader = WireReader(bytes)
        var fields: [WireField] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }

    @Test func `what the writer wrote is read back`() throws {
        var reader = WireReader(
            bytes {
                $0.append(field: 1, varint: .max)
                $0.append(field: 2, int: -5)
                $0.append(field: 3, sint: .min)
                $0.append(field: 4, double: -0.25)
                $0.append(field: 5, fixed32: 7)
                $0.append(field: 536_870_911, string: "žluťoučký")
                $0.append(message: 6) { $0.append(field: 1, bool: true) }
            }
        )
        func next() throws -> WireField { try #require(try reader.next()) }
        #expect(try next().uint64() == .max)
        #expect(try next().int64() == -5)
        #expect(try next().sint64() == .min)
        #expect(try next().double() == -0.25)
        #expect(try next().fixed32() == 7)
        let text = try next()
        #expect(try reader.string(text) == "žluťoučký")
        var inner = try reader.message(next())
        #expect(try inner.next()?.bool() == true)
        #expect(try inner.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test(
        arguments: [
            ([0x00, 0x00], 0, .fieldNumberOutOfRange(0)),
            ([0x80, 0x80, 0x80, 0x80, 0x10, 0x00], 0, .fieldNumberOutOfRange(1 << 29)),
            ([0x08, 0x01, 0x0E], 2, .unknownWireType(6)),
            ([0x08], 1, .bytes(.truncated(needed: 1, left: 0))),
            ([0x08] + [UInt8](repeating: 0x80, count: 10), 1, .bytes(.varintTooLong)),
            ([0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x02], 1, .bytes(.varintTooLong)),
            ([0x09, 1, 2, 3], 1, .bytes(.truncated(needed: 8, left: 3))),
            ([0x0D, 1, 2, 3], 1, .bytes(.truncated(needed: 4, left: 3))),
            ([0x0A, 5, 1, 2], 1, .lengthBeyondEnd(length: 5, left: 2)),
            (
                [0x0A] + [UInt8](repeating: 0xFF, count: 9) + [0x01], 1,
                .lengthBeyondEnd(length: .max, left: 0)
            ),
            ([0x0C], 0, .groupMismatch),
            ([0x0B, 0x14], 1, .groupMismatch),
            ([0x0B], 1, .bytes(.truncated(needed: 1, left: 0))),
        ] as [([UInt8], Int, WireError.Reason)]
    )
    func `broken bytes are refused with their offset`(
        bytes: [UInt8],
        offset: Int,
        reason: WireError.Reason
    ) {
        #expect(throws: WireError(offset: offset, reason: reason)) { try fields(bytes) }
    }

    @Test func `a field of another type than asked for is refused`() throws {
        let field = try #require(try fields([0x08, 0x01]).first)
        let error = #expect(throws: WireError.self) { try field.double() }
        #expect(error?.description == "byte 0: field 1 should be 8 fixed bytes, found a varint")
    }

    @Test func `a string that is not UTF-8 is refused`() throws {
        let reader = WireReader([0x12, 2, 0xC3, 0x28])
        var copy = reader
        let field = try #require(try copy.next())
        #expect(throws: WireError(offset: 2, reason: .invalidUTF8(field: 2))) {
            try reader.string(field)
        }
    }

    @Test func `groups are skipped, but only so deep`() throws {
        let deepest = WireReader.maximumGroupDepth
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: 0x0B, count: depth) + [0x10, 0x01]
                + [UInt8](repeating: 0x0C, count: depth) + [0x18, 0x07]
        }
        #expect(try fields(nested(deepest)).map(\.number) == [3])
        #expect(throws: WireError(offset: deepest, reason: .groupTooDeep)) {
            try fields(nested(deepest + 1))
        }
        #expect(throws: WireError.self) {
            try fields([UInt8](repeating: 0x0B, count: 1_000_000))
        }
    }

    @Test func `a repeated number may be packed or not`() throws {
        let message = bytes {
            $0.append(field: 1, sint: -1)
            $0.append(message: 1) { packed in
                for value: Int64 in [2, -3] { packed.append(zigzag: value) }
            }
            $0.append(field: 2, double: 0.5)
            $0.append(message: 2) { $0.append(fixed64: (1.5 as Double).bitPattern) }
        }
        var reader = WireReader(message)
        var integers: [Int64] = []
        var doubles: [Double] = []
        while let field = try reader.next() {
            if field.number == 1 {
                try reader.forEachSint64(in: field) { integers.append($0) }
            } else {
                try reader.forEachDouble(in: field) { doubles.append($0) }
            }
        }
        #expect(integers == [-1, 2, -3])
        #expect(doubles == [0.5, 1.5])
    }

    @Test func `every truncation either ends between two fields or is refused`() throws {
        let whole = bytes {
            $0.append(field: 1, varint: 300)
            $0.append(field: 2, double: 1)
            $0.append(field: 3, string: "text")
            $0.append(field: 4, fixed32: 4)
        }
        let ends = try fields(whole).map(\.offset) + [whole.count]
        for length in 0..<whole.count {
            let parsed = try? fields(Array(whole.prefix(length)))
            #expect((parsed != nil) == ends.contains(length))
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any bytes at all are read or refused`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 0..<40, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let fields = (try? fields(bytes)) ?? []
            #expect(fields.allSatisfy { $0.offset < bytes.count })
        }
    }
}
