import Bytes
import Glibc

/// Where a command writes: results to `out`, everything else to `error`.
package struct Terminal: Sendable {
    package let out: @Sendable (String) -> Void
    package let error: @Sendable (String) -> Void
    package let input: @Sendable () throws -> [UInt8]
    package let environment: [String: String]
    package let isInteractive: Bool

    package init(
        out: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void,
        input: @escaping @Sendable () throws -> [UInt8],
        environment: [String: String],
        isInteractive: Bool
    ) {
        self.out = out
        self.error = error
        self.input = input
        self.environment = environment
        self.isInteractive = isInteractive
    }

    /// The process's own standard streams.
    package static func standard(environment: [String: String]) -> Terminal {
        Terminal(
            out: { write($0, to: 1) },
            error: { write($0, to: 2) },
            input: { try InputFile.read(descriptor: 0, name: "standard input") },
            environment: environment,
            isInteractive: isatty(1) == 1
        )
    }

    /// Whether colours help, by the conventions of NO_COLOR and CLICOLOR_FORCE.
    var prefersColor: Bool {
        if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return false }
        if environment["CLICOLOR_FORCE"].map({ !$0.isEmpty && $0 != "0" }) ?? false { return true }
        return isInteractive && environment["TERM"] != "dumb"
    }
}

private func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        guard written > 0 else {
            if errno == EINTR { continue }
            return
        }
        rest = rest.dropFirst(written)
    }
}
