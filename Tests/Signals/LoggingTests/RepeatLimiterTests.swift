import Testing

@testable import Logging

struct RepeatLimiterTests {
    private let kind = RepeatLimiter.Kind(level: .warn, component: "otlp", message: "refused")

    @Test func `ten lines of a kind pass in a window and the rest are counted`() {
        var limiter = RepeatLimiter()
        let verdicts = (0..<25).map { limiter.judge(kind, at: .milliseconds($0)) }
        #expect(verdicts.prefix(10).allSatisfy { $0 == .write(suppressedBefore: 0) })
        #expect(verdicts.dropFirst(10).allSatisfy { $0 == .suppress })
        #expect(limiter.judge(kind, at: .seconds(11)) == .write(suppressedBefore: 15))
    }

    @Test func `kinds do not share a window`() {
        var limiter = RepeatLimiter()
        for _ in 0..<20 { _ = limiter.judge(kind, at: .zero) }
        let other = RepeatLimiter.Kind(level: .warn, component: "otlp", message: "reset")
        #expect(limiter.judge(other, at: .zero) == .write(suppressedBefore: 0))
    }

    @Test func `what was suppressed is reported once`() {
        var limiter = RepeatLimiter()
        for _ in 0..<12 { _ = limiter.judge(kind, at: .zero) }
        #expect(limiter.drain(at: .seconds(1)).isEmpty)
        #expect(limiter.drain(at: .seconds(10)).map(\.suppressed) == [2])
        #expect(limiter.drain(at: .seconds(20)).isEmpty)
    }

    @Test func `a flood of different messages stays within the limit`() {
        var limiter = RepeatLimiter()
        for number in 0..<10_000 {
            let one = RepeatLimiter.Kind(level: .info, component: "x", message: "\(number)")
            #expect(limiter.judge(one, at: .zero) == .write(suppressedBefore: 0))
        }
        #expect(limiter.drain(at: .zero, all: true).isEmpty)
    }
}
