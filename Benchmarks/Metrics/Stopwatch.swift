import Glibc

/// Measures and prints "name nanoseconds" lines.
enum Stopwatch {
    /// The workloads to run, or none for all.
    private static let wanted = Set(CommandLine.arguments.dropFirst())

    private static func isWanted(_ name: String) -> Bool { wanted.isEmpty || wanted.contains(name) }

    /// Processor time of one of `count` operations, after a tenth of them to warm up.
    static func measure(_ name: String, _ count: Int, _ body: (Int) -> Void) {
        guard isWanted(name) else { return }
        body(max(count / 10, 1))
        let start = read(CLOCK_PROCESS_CPUTIME_ID)
        body(count)
        report(name, read(CLOCK_PROCESS_CPUTIME_ID) - start, count)
    }

    /// Processor time of one of the `count` operations that each of several threads makes.
    static func measure(
        _ name: String,
        threads: Int,
        _ count: Int,
        _ body: @escaping @Sendable (Int) -> Void
    ) {
        guard isWanted(name) else { return }
        let start = read(CLOCK_PROCESS_CPUTIME_ID)
        let running = (0..<threads).map { _ in Worker { body(count) } }
        for worker in running { worker.join() }
        report(name, read(CLOCK_PROCESS_CPUTIME_ID) - start, count * threads)
    }

    static func report(_ name: String, _ nanoseconds: Int, _ count: Int) {
        let thousandths = nanoseconds * 1000 / count
        let decimals = String(thousandths % 1000 + 1000).dropFirst()
        print("\(name) \(thousandths / 1000).\(decimals)")
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// A thread of its own.
final class Worker {
    private let body: @Sendable () -> Void
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        let own = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe pthread_create(&thread, nil, { unsafe run($0) }, own)
    }

    func join() { pthread_join(thread, nil) }

    fileprivate func work() { body() }
}

private func run(_ own: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let own = unsafe own else { return nil }
    unsafe Unmanaged<Worker>.fromOpaque(own).takeRetainedValue().work()
    return nil
}
