import Bytes
import TestKit
import Testing

struct TextTests {
    private func isValid(_ bytes: [UInt8]) -> Bool {
        UTF8Sequence.firstInvalid(in: bytes, 0..<bytes.count) == nil
    }

    @Test func `every sequence of two bytes is judged as by the standard library`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [first, second]
                let expected = String(validating: bytes, as: UTF8.self) != nil
                if isValid(bytes) != expected { Issue.record("\(bytes)") }
            }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `longer sequences are judged as by the standard library`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let likely: [UInt8] = [
            0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0,
            0xF4,
        ]
        for _ in 0..<500 {
            let count = Int.random(in: 1..<20, using: &random)
            let bytes = (0..<count).map { _ in likely.randomElement(using: &random) ?? 0 }
            #expect(isValid(bytes) == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }

    @Test func `the first invalid byte is found behind a long run of ASCII`() {
        for length in 0..<40 {
            let bytes = [UInt8](repeating: 0x61, count: length) + [0xC3, 0x28]
            #expect(UTF8Sequence.firstInvalid(in: bytes, 0..<bytes.count) == length)
            #expect(UTF8Sequence.firstInvalid(in: bytes, 0..<length) == nil)
        }
    }

    @Test func `a position counts lines and characters from one`() {
        let bytes = Array("aé\n€b".utf8)
        let positions = (0...bytes.count).map { TextPosition(of: $0, in: bytes).description }
        #expect(positions == ["1:1", "1:2", "1:3", "1:3", "2:1", "2:2", "2:2", "2:2", "2:3"])
        #expect(TextPosition(line: 1, column: 9) < TextPosition(line: 2, column: 1))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `digits become the nearest double`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 1..<24, using: &random)
            let text = (0..<count).map { _ in String(Int.random(in: 0..<10, using: &random)) }
                .joined()
            var digits = DecimalDigits()
            for digit in text.utf8 { digits.add(digit) }
            digits.exponent = Int.random(in: -40..<40, using: &random)
            let whole = Array("-\(text)e\(digits.exponent)".utf8)
            let value = digits.double(isNegative: true, text: whole[...])
            #expect(value == Double(String(decoding: whole, as: UTF8.self)))
        }
    }
}
