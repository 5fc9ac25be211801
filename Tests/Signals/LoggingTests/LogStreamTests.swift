import Clocks
import Synchronization
import Testing
import TraceContext

@testable import Logging

struct LogStreamTests {
    private let lines = Lines()

    private final class Lines: Sendable {
        private let written = Mutex<[String]>([])

        func add(_ bytes: [UInt8]) {
            written.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }

        var all: [String] { written.withLock { $0 } }
    }

    private func stream(level: LogLevel = .info, format: LogFormat) -> LogStream {
        LogStream(
            level: level,
            format: format,
            time: { (Instant(nanoseconds: 1_795_238_736_123_000_000), .zero) },
            output: { [lines] in lines.add($0) }
        )
    }

    @Test func `a logfmt line quotes only what needs it`() {
        stream(format: .logfmt).logger("http").info(
            "now listening",
            ["address": "127.0.0.1:9464", "tls": false, "limit": 512]
        )
        #expect(
            lines.all == [
                "ts=2026-11-21T05:25:36.123Z level=info component=http msg=\"now listening\" "
                    + "address=127.0.0.1:9464 tls=false limit=512\n"
            ]
        )
    }

    @Test func `no field can start a line or a field of its own`() {
        let log = stream(format: .logfmt).logger("http")
        log.info("a", ["path": "/\nlevel=error msg=forged", "\nkey=": "b\u{1B}[31m"])
        #expect(lines.all.count == 1)
        #expect(lines.all[0].dropLast().allSatisfy { !$0.isNewline && $0 != "\u{1B}" })
        #expect(lines.all[0].contains(#"path="/\nlevel=error msg=forged" _key_="b\u001b[31m""#))
    }

    @Test func `a JSON line has the same names`() {
        stream(format: .json).logger("http").warn("slow \"client\"", ["seconds": 1.5])
        #expect(
            lines.all == [
                #"{"ts":"2026-11-21T05:25:36.123Z","level":"warn","component":"http","#
                    + #""msg":"slow \"client\"","seconds":1.5}"# + "\n"
            ]
        )
    }

    @Test func `lines below the level are not written`() {
        let stream = stream(level: .warn, format: .logfmt)
        let log = stream.logger("x")
        log.debug("a")
        log.info("b")
        log.error("c")
        #expect(lines.all.count == 1)
        stream.set(level: .debug, format: .logfmt)
        log.debug("d")
        #expect(lines.all.count == 2)
    }

    @Test func `a repeated line is written ten times and then counted`() {
        let stream = stream(format: .logfmt)
        let log = stream.logger("otlp")
        for attempt in 0..<1000 { log.warn("refused", ["attempt": LogValue(attempt)]) }
        #expect(lines.all.count == RepeatLimiter.linesInWindow)
        stream.reportSuppressed(all: true)
        #expect(lines.all.last?.contains("suppressed=990") == true)
    }
}
