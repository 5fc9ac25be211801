import Bytes
import Testing
import Wire

struct WireWriterTests {
    private func bytes(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
        var buffer = ByteBuffer()
        body(&buffer)
        return buffer.array
    }

    @Test func `each kind of value has the bytes of the specification`() {
        #expect(bytes { $0.append(field: 1, varint: 150) } == [0x08, 0x96, 0x01])
        #expect(bytes { $0.append(field: 16, varint: 0) } == [0x80, 0x01, 0x00])
        let minusOne = [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01]
        #expect(bytes { $0.append(field: 1, int: -1) } == minusOne)
        #expect(bytes { $0.append(field: 1, sint: -2) } == [0x08, 0x03])
        #expect(bytes { $0.append(field: 1, bool: true) } == [0x08, 0x01])
        #expect(bytes { $0.append(field: 1, fixed32: 1) } == [0x0D, 1, 0, 0, 0])
        #expect(bytes { $0.append(field: 1, fixed64: 2) } == [0x09, 2, 0, 0, 0, 0, 0, 0, 0])
        #expect(bytes { $0.append(field: 1, double: 1) } == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        #expect(bytes { $0.append(field: 2, string: "up") } == [0x12, 2, 0x75, 0x70])
        #expect(bytes { $0.append(field: 2, bytes: [7]) } == [0x12, 1, 7])
        #expect(
            bytes { $0.append(message: 3) { $0.append(field: 1, varint: 1) } } == [0x1A, 2, 8, 1]
        )
    }

    @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152])
    func `a nested message is preceded by its length, however many bytes that takes`(length: Int) {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let written = bytes {
            $0.append(literal: "before")
            $0.append(message: 1) { $0.append(content) }
            $0.append(literal: "after")
        }
        let expected = bytes {
            $0.append(literal: "before\u{A}")
            $0.append(varint: UInt64(length))
            $0.append(content)
            $0.append(literal: "after")
        }
        #expect(written == expected)
    }

    @Test func `a message that fails leaves nothing of its field behind`() {
        struct Refused: Error {}
        var buffer = ByteBuffer()
        #expect(throws: Refused.self) {
            try buffer.append(message: 4) { buffer throws(Refused) in
                buffer.append(field: 1, varint: 1)
                throw Refused()
            }
        }
        #expect(buffer.array == [])
    }
}
