import Bytes
import TestKit
import Testing

struct ByteBufferTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (1_000_000, "1000000"),
            (9_007_199_254_740_992, "9007199254740992"), (1e15, "1000000000000000"),
            (1e16, "1e+16"), (-1e300, "-1e+300"), (1.5e-9, "1.5e-09"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (.nan, "NaN"), (-.nan, "NaN"), (.leastNonzeroMagnitude, "5e-324"),
            (123_456.789, "123456.789"),
        ] as [(Double, String)]
    )
    func `a double is spelled as Prometheus spells it`(value: Double, spelling: String) {
        #expect(text { $0.append(double: value) } == spelling)
    }

    @Test(arguments: 0..<2000 as Range<UInt64>)
    func `any double reads back the same`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let bits = Double(bitPattern: random.next())
        let whole = (bits.isFinite ? bits : 0).truncatingRemainder(dividingBy: 1e17).rounded()
        for value in [bits, whole] where !value.isNaN {
            let spelling = text { $0.append(double: value) }
            #expect(Double(spelling)?.bitPattern == value.bitPattern, "\(spelling)")
        }
    }

    @Test func `integers have all their digits`() {
        var values: [UInt64] = [0, .max]
        var power: UInt64 = 1
        for _ in 0..<20 {
            values += [power - 1, power, power + 1]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        for value in values {
            #expect(text { $0.append(decimal: value) } == "\(value)")
            let signed = Int64(bitPattern: value)
            #expect(text { $0.append(decimal: signed) } == "\(signed)")
        }
        #expect(text { $0.append(decimal: Int64.min) } == "\(Int64.min)")
    }

    /// A model in `[UInt8]` says what the buffer must hold after any mix of edits.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func `the buffer holds what an array would`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var buffer = ByteBuffer(capacity: 0)
        var model: [UInt8] = []
        for _ in 0..<200 {
            edit(&buffer, &model, &random)
            #expect(buffer.count == model.count)
        }
        #expect(buffer.array == model)
    }

    private func edit(_ buffer: inout ByteBuffer, _ model: inout [UInt8], _ random: inout SplitMix)
    {
        let count = Int.random(in: 0...model.count, using: &random)
        let bytes = (0..<Int.random(in: 0...40, using: &random)).map { UInt8($0) }
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            buffer.append(bytes)
            buffer.append(bytes.dropFirst(3))
            model += bytes + bytes.dropFirst(3)
        case 1:
            buffer.append("héé")
            buffer.append(literal: "abc")
            model += "hééabc".utf8
        case 2:
            buffer.truncate(to: count)
            model.removeLast(model.count - count)
        case 3:
            buffer.removeFirst(count)
            model.removeFirst(count)
        case 4 where count < model.count:
            buffer.overwrite(at: count, with: 9)
            model[count] = 9
        default:
            buffer.append(fixed32: 0x0102_0304)
            buffer.append(5)
            model += [4, 3, 2, 1, 5]
        }
    }

    @Test func `a lent buffer is filled in place`() {
        var buffer = ByteBuffer()
        buffer.append("ab")
        unsafe buffer.appendUninitialized(100) { room in
            unsafe room.copyBytes(from: Array("cd".utf8))
            return 2
        }
        #expect(buffer.string == "abcd")
    }

    private func text(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return buffer.string
    }
}
