import Glibc
import Testing
import TraceContext

@testable import Tracing

struct ForkTests {
    /// Forks, lets the child say one line, and returns it.
    private func inChild(_ body: () -> String) throws -> String {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        let child = fork()
        if child == 0 {
            let bytes = Array(body().utf8)
            _ = unsafe write(ends[1], bytes, bytes.count)
            _exit(0)
        }
        try #require(child > 0)
        close(ends[1])
        defer { close(ends[0]) }
        var room = [UInt8](repeating: 0, count: 1024)
        let count = unsafe read(ends[0], &room, room.count)
        var status: Int32 = 0
        _ = unsafe waitpid(child, &status, 0)
        #expect(status == 0)
        return String(decoding: room.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `T11: a forked child makes other ids than its parent`() throws {
        let before = RandomIDs().traceID()
        let child = try inChild { RandomIDs().traceID().description }
        let after = RandomIDs().traceID()
        #expect(TraceID(hexadecimal: child) != nil)
        #expect(child != after.description)
        #expect(child != before.description)
    }

    @Test func `T16: a forked child has an empty queue of its own, and the parent keeps its`()
        throws
    {
        var limits = BatchSpanProcessor.Options()
        limits.maxQueueSize = 4
        let processor = BatchSpanProcessor(ScriptedExporter(), limits, report: { _ in })
        var options = TracingOptions()
        options.processors = [processor]
        let tracer = TracerProvider(options).tracer("test")
        func size() -> String {
            let measurement = processor.measurements.first { $0.name.hasSuffix("queue.size") }
            guard case .level(let size) = measurement?.value else { return "none" }
            return "\(size)"
        }
        for _ in 0..<3 { tracer.startSpan("parent").end() }
        let child = try inChild {
            let before = size()
            for _ in 0..<9 { tracer.startSpan("child").end() }
            return "\(before) \(size())"
        }
        #expect(child == "0 4")
        #expect(size() == "3")
    }
}
