internal import Glibc

/// Where problems are told when nobody else wants to hear of them.
enum StandardError {
    /// Writes one line in one call, so that lines of several threads do not mix.
    static func print(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
