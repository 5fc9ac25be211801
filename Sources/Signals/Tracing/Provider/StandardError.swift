internal import Glibc
internal import Synchronization

/// Where problems are told when nobody else wants to hear of them.
enum StandardError {
    /// Further lines of the same second are left out.
    private static let mostLinesPerSecond = 10
    /// The second in the upper half, the lines of it so far in the lower.
    private static let spent = Atomic<UInt64>(0)
    /// So much fits into a pipe that says it can be written to.
    private static let longestLine = 4096

    /// Writes one line in one call, so that lines of several threads do not mix.
    ///
    /// It is called where spans end, so it gives up rather than wait for a reader.
    static func print(_ line: String) {
        guard mayPrint(at: UInt64(clamping: time(nil))) else { return }
        var target = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&target, 1, 0) == 1, target.revents & Int16(POLLOUT) != 0 else { return }
        let bytes = Array(line.utf8.prefix(longestLine - 1)) + [UInt8(ascii: "\n")]
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func mayPrint(at second: UInt64) -> Bool {
        let before = spent.load(ordering: .relaxed)
        let isSameSecond = before >> 32 == second
        let lines = isSameSecond ? before & 0xFFFF_FFFF : 0
        guard lines < mostLinesPerSecond else { return false }
        let after = second << 32 | (lines + 1)
        // Whoever loses the race has a neighbour that has just printed.
        return spent.compareExchange(
            expected: before,
            desired: after,
            ordering: .relaxed
        ).exchanged
    }
}
