/// What the process tells its caller; the numbers are a promise to scripts.
package enum ExitCode: Int32, Sendable {
    case success = 0
    /// A check or test failed, or what was asked for is not there.
    case failed = 1
    /// The command line was wrong.
    case usage = 2
    /// Only lint findings, as promtool has it.
    case lint = 3
    /// The server could not be reached or did not answer in time.
    case unreachable = 4
    /// The server refused who we are.
    case unauthorized = 5
    case interrupted = 130
}
