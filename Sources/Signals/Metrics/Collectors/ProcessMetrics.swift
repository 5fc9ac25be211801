import CLinux
import Glibc

/// What every process tells about itself, read from `/proc/self` at each scrape.
///
/// A number that cannot be read is left out of that scrape.
struct ProcessMetrics: Sendable {
    private let cpu = CollectedFamily.counter(
        "process_cpu",
        help: "Processor time used, in user and system mode.",
        unit: "seconds"
    )
    private let openFiles = CollectedFamily.gauge(
        "process_open_fds",
        help: "Open file descriptors."
    )
    private let mostFiles = CollectedFamily.gauge(
        "process_max_fds",
        help: "How many file descriptors may be open."
    )
    private let virtual = CollectedFamily.gauge(
        "process_virtual_memory",
        help: "Virtual memory.",
        unit: "bytes"
    )
    private let mostVirtual = CollectedFamily.gauge(
        "process_virtual_memory_max",
        help: "How much virtual memory may be used.",
        unit: "bytes"
    )
    private let resident = CollectedFamily.gauge(
        "process_resident_memory",
        help: "Resident memory.",
        unit: "bytes"
    )
    private let heap = CollectedFamily.gauge(
        "process_heap",
        help: "Memory that the C heap has handed out.",
        unit: "bytes"
    )
    private let start = CollectedFamily.gauge(
        "process_start_time",
        help: "When the process started, since 1970.",
        unit: "seconds"
    )
    private let threads = CollectedFamily.gauge("process_threads", help: "Threads.")

    var families: [CollectedFamily] {
        [cpu, heap, mostFiles, openFiles, resident, start, threads, virtual, mostVirtual]
    }

    func collect(into samples: inout CollectedSamples) {
        if let status = ProcessStatus() {
            let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
            samples.add(cpu, Double(status.ticks) / ticks)
            samples.add(threads, Double(status.threads))
            samples.add(virtual, Double(status.virtualBytes))
            samples.add(
                resident,
                Double(status.residentPages) * Double(sysconf(Int32(_SC_PAGESIZE)))
            )
            if let boot = ProcessStatus.bootTime {
                samples.add(start, Double(boot) + Double(status.startTicks) / ticks)
            }
        }
        samples.add(heap, Double(tocsin_heap_bytes()))
        if let count = Self.countOpenFiles() { samples.add(openFiles, Double(count)) }
        if let most = Self.limit(RLIMIT_NOFILE) { samples.add(mostFiles, most) }
        if let most = Self.limit(RLIMIT_AS) { samples.add(mostVirtual, most) }
    }

    /// No limit is shown as the greatest number there is, as other clients do.
    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var limit = rlimit()
        return unsafe getrlimit(Int32(resource.rawValue), &limit) == 0
            ? Double(limit.rlim_cur) : nil
    }

    /// Leaves out `.`, `..` and the descriptor with which the directory is read.
    private static func countOpenFiles() -> Int? {
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        return max(0, count - 3)
    }
}

/// The numbers of `/proc/self/stat`.
///
/// Counted from 1 they are 14 and 15: processor time in user and system mode; 20: threads; 22: the
/// start, in ticks since boot; 23: virtual bytes; 24: resident pages. The second, the program's
/// name, is in parentheses and may hold anything, so fields are counted from the last parenthesis.
struct ProcessStatus: Equatable {
    let ticks: UInt64
    let threads: UInt64
    let startTicks: UInt64
    let virtualBytes: UInt64
    let residentPages: UInt64

    init?(_ text: [UInt8]) {
        guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        func number(_ field: Int) -> UInt64? {
            let index = field - 3
            guard fields.indices.contains(index) else { return nil }
            return UInt64(String(decoding: fields[index], as: UTF8.self))
        }
        guard let user = number(14), let system = number(15), let threads = number(20),
            let start = number(22), let virtual = number(23), let resident = number(24)
        else { return nil }
        ticks = user &+ system
        self.threads = threads
        startTicks = start
        virtualBytes = virtual
        residentPages = resident
    }

    init?() {
        guard let text = Self.read("/proc/self/stat") else { return nil }
        self.init(text)
    }

    /// Seconds since 1970 at which the machine started, from the `btime` line of `/proc/stat`.
    static let bootTime: UInt64? = {
        let lines = read("/proc/stat")?.split(separator: UInt8(ascii: "\n")) ?? []
        let key = Array("btime ".utf8)
        guard let line = lines.first(where: { $0.starts(with: key) }) else { return nil }
        return UInt64(String(decoding: line.dropFirst(key.count), as: UTF8.self))
    }()

    /// More than `/proc/stat` of a machine with a thousand processors takes.
    private static let longestFile = 1 << 20

    private static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count < longestFile {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        return nil
    }
}

extension Registry {
    /// Adds the standard `process_…` metrics.
    public func addProcessMetrics() throws(MetricError) {
        let metrics = ProcessMetrics()
        try collect(metrics.families) { metrics.collect(into: &$0) }
    }

    /// Adds the gauge `<program>_build_info`, whose value is 1 and whose labels say what runs.
    public func addBuildInfo(
        program: String,
        version: String,
        revision: String
    ) throws(MetricError) {
        let build = try gauge(
            program + "_build_info",
            help: "What was built: its version and the revision it was built from.",
            labels: ["version", "revision"]
        )
        build.with(version, revision).set(1)
    }
}
