import TestKit
import Testing

@testable import Bytes

struct CRC32CTests {
    private static let vectors: [(bytes: [UInt8], checksum: UInt32)] = [
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        ([UInt8](0..<32), 0x46DD_794E),
        ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
        ([UInt8]("123456789".utf8), 0xE306_9283),
        ([], 0),
    ]

    @Test(arguments: vectors)
    func `the vectors of RFC 3720 come out`(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
        #expect(~CRC32C.portable(.max, bytes.span) == checksum)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the tables agree with the instruction at every length`(seed: UInt64) {
        guard CRC32C.hasInstruction else { return print("skipped: no CRC32C instruction here") }
        var random = SplitMix(seed: seed)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        for length in 0...bytes.count {
            let part = bytes.span.extracting(first: length)
            let state = UInt32.random(in: 0 ... .max, using: &random)
            #expect(CRC32C.portable(state, part) == CRC32C.instruction(state, part))
        }
    }

    @Test func `a checksum may be taken in pieces`() {
        let bytes = [UInt8](0..<100)
        for cut in 0...bytes.count {
            var sum = CRC32C()
            sum.update(bytes.span.extracting(first: cut))
            sum.update(bytes.span.extracting(droppingFirst: cut))
            #expect(sum.value == CRC32C.checksum(bytes))
        }
    }
}
