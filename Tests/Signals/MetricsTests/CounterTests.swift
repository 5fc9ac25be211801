import Metrics
import Testing

struct CounterTests {
    @Test func `it adds integers exactly and floating-point amounts beside them`() throws {
        let counter = try Registry().counter("c", help: "")
        counter.increment()
        counter.increment(by: Int.max / 2)
        counter.increment(by: 0.5)
        #expect(counter.value == Double(Int.max / 2 + 1) + 0.5)
    }

    @Test func `what would make it fall or spoil it is ignored`() throws {
        let counter = try Registry().counter("c", help: "")
        counter.increment(by: -1)
        counter.increment(by: -0.5)
        counter.increment(by: Double.nan)
        counter.increment(by: Double.infinity)
        counter.increment(by: 0)
        #expect(counter.value == 0)
    }

    @Test(arguments: [1, 2, 8])
    func `no increment of any thread is lost`(threads: Int) async throws {
        let registry = Registry()
        let counter = try registry.counter("c", help: "")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    for index in 0..<20_000 {
                        counter.increment()
                        if index % 4 == 0 { counter.increment(by: 0.25) }
                    }
                }
            }
        }
        #expect(counter.value == Double(threads) * 21_250)
    }

    @Test func `a reader never sees it fall`() async throws {
        let counter = try Registry().counter("c", help: "")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<20_000 { counter.increment() } }
            }
            group.addTask {
                var last = 0.0
                while last < 80_000 {
                    let now = counter.value
                    #expect(now >= last)
                    last = now
                }
            }
        }
    }
}
