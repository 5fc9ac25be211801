import Dispatch
import Glibc
import Synchronization

/// A real program that a test runs: a server beside us, a peer's checker, our own binary.
///
/// What it writes is collected line by line; a test awaits the line it needs instead of sleeping.
/// `stop` ends exactly this process.
package final class Program: Sendable {
    package let processID: Int32
    private let name: String
    private let state = Mutex(State())

    private struct State {
        var lines: [String] = []
        var waiting: [(matches: @Sendable (String) -> Bool, resume: Resume)] = []
        var ended: [Resume] = []
        var openStreams = 2
        var status: Int32?
    }

    private typealias Resume = @Sendable (Result<String, any Error>) -> Void

    /// The program ended, or could not start, before what the test waited for.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Starts `path` (looked up in PATH) with its standard input empty.
    package init(
        _ path: String,
        _ arguments: [String] = [],
        environment: [String: String]? = nil
    ) throws {
        name = path
        let output = try Pipe()
        let errors = try Pipe()
        processID = try spawn(
            path,
            arguments,
            environment: environment ?? currentEnvironment(),
            input: nil,
            output: output.writing,
            errors: errors.writing
        )
        close(output.writing)
        close(errors.writing)
        follow(output.reading)
        follow(errors.reading)
    }

    /// Everything written so far, both streams, in the order it was read.
    package var log: String { state.withLock { $0.lines.joined(separator: "\n") } }

    /// The first line, already written or still to come, that `matches`.
    package func line(where matches: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let answer = state.withLock { state -> Result<String, any Error>? in
                if let line = state.lines.first(where: matches) { return .success(line) }
                if state.openStreams == 0 { return .failure(endedEarly(state)) }
                state.waiting.append((matches, { continuation.resume(with: $0) }))
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    package func line(containing text: String) async throws -> String {
        try await line { $0.contains(text) }
    }

    /// Sends `signal` and awaits the end; returns the exit status, or 128 + the signal's number.
    @discardableResult
    package func stop(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        kill(processID, signal)
        return try await exitStatus()
    }

    package func send(_ signal: Int32) { kill(processID, signal) }

    /// Awaits the end of the program.
    package func exitStatus() async throws -> Int32 {
        _ = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<String, any Error>) in
            let isOver = state.withLock { state -> Bool in
                if state.openStreams == 0 { return true }
                state.ended.append { continuation.resume(with: $0) }
                return false
            }
            if isOver { continuation.resume(returning: "") }
        }
        return state.withLock { $0.status ?? -1 }
    }

    private func endedEarly(_ state: State) -> Failure {
        let last = state.lines.suffix(20).joined(separator: "\n")
        return Failure(
            description: "\(name) ended before the awaited line; its last lines:\n\(last)"
        )
    }

    private func follow(_ descriptor: Int32) {
        DispatchQueue(label: "reads \(name)").async { [self] in
            var pending: [UInt8] = []
            while let piece = readPiece(descriptor) {
                pending += piece
                while let end = pending.firstIndex(of: 0x0A) {
                    add(String(decoding: pending[..<end], as: UTF8.self))
                    pending.removeSubrange(...end)
                }
            }
            if !pending.isEmpty { add(String(decoding: pending, as: UTF8.self)) }
            close(descriptor)
            streamEnded()
        }
    }

    private func add(_ line: String) {
        let resumed = state.withLock { state -> [Resume] in
            state.lines.append(line)
            let matching = state.waiting.filter { $0.matches(line) }
            state.waiting.removeAll { $0.matches(line) }
            return matching.map(\.resume)
        }
        for resume in resumed { resume(.success(line)) }
    }

    /// When both streams are closed the process has ended or is about to; it is reaped then.
    private func streamEnded() {
        let isLast = state.withLock { $0.openStreams == 1 }
        let status = isLast ? reap(processID) : nil
        let (waiting, ended, failure) = state.withLock { state -> ([Resume], [Resume], Failure) in
            state.openStreams -= 1
            guard state.openStreams == 0 else { return ([], [], endedEarly(state)) }
            state.status = status ?? reap(processID)
            defer { (state.waiting, state.ended) = ([], []) }
            return (state.waiting.map(\.resume), state.ended, endedEarly(state))
        }
        for resume in waiting { resume(.failure(failure)) }
        for resume in ended { resume(.success("")) }
    }
}

extension Program {
    /// What a program that ran to its end left behind.
    package struct Finished: Sendable {
        package let status: Int32
        package let output: [UInt8]
        package let errors: [UInt8]

        package var outputText: String { String(decoding: output, as: UTF8.self) }
        package var errorText: String { String(decoding: errors, as: UTF8.self) }
    }

    /// Runs a program to its end with `input` on its standard input.
    package static func run(
        _ path: String,
        _ arguments: [String] = [],
        input: [UInt8] = [],
        environment: [String: String]? = nil
    ) throws -> Finished {
        let source = try Pipe()
        let output = try Pipe()
        let errors = try Pipe()
        let child = try spawn(
            path,
            arguments,
            environment: environment ?? currentEnvironment(),
            input: source.reading,
            output: output.writing,
            errors: errors.writing
        )
        for descriptor in [source.reading, output.writing, errors.writing] { close(descriptor) }
        let collected = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))
        let group = DispatchGroup()
        let queue = DispatchQueue(label: "runs \(path)", attributes: .concurrent)
        queue.async(group: group) {
            writeAll(input, to: source.writing)
            close(source.writing)
        }
        queue.async(group: group) {
            let bytes = readAll(output.reading)
            collected.withLock { $0.output = bytes }
        }
        queue.async(group: group) {
            let bytes = readAll(errors.reading)
            collected.withLock { $0.errors = bytes }
        }
        group.wait()
        let status = reap(child)
        return collected.withLock {
            Finished(status: status, output: $0.output, errors: $0.errors)
        }
    }

    /// Runs a program off the cooperative pool; throws unless it succeeds.
    package static func succeed(_ words: String...) async throws {
        let done = try await onOwnThread { try run(words[0], Array(words.dropFirst())) }
        guard done.status == 0 else {
            let line = words.joined(separator: " ")
            throw Failure(description: "\(line): exit \(done.status): \(done.errorText)")
        }
    }

    /// Where `name` is found in PATH, or `nil`.
    package static func find(_ name: String) -> String? {
        let folders = (currentEnvironment()["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }
}

/// The environment of this process.
package func currentEnvironment() -> [String: String] {
    var found: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
        let text = unsafe String(cString: entry)
        if let equals = text.firstIndex(of: "=") {
            found[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        unsafe next += 1
    }
    return found
}

private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else {
            throw Program.Failure(description: "pipe: errno \(errno)")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
}

private func spawn(
    _ path: String,
    _ arguments: [String],
    environment: [String: String],
    input: Int32?,
    output: Int32,
    errors: Int32
) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let input {
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var child: pid_t = 0
    let status = unsafe withCStrings([path] + arguments) { argv in
        unsafe withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
            unsafe posix_spawnp(&child, path, &actions, nil, argv, envp)
        }
    }
    guard status == 0 else {
        throw Program.Failure(
            description: "cannot start \(path): \(unsafe String(cString: strerror(status)))"
        )
    }
    return child
}

private func withCStrings<Result>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = unsafe texts.map { unsafe strdup($0) }
    defer { for index in unsafe copies.indices { unsafe free(copies[index]) } }
    return unsafe body(copies + [nil])
}

private func reap(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}

private func readPiece(_ descriptor: Int32) -> [UInt8]? {
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(descriptor, &piece, piece.count)
        if count > 0 { return Array(piece[..<count]) }
        if count < 0, errno == EINTR { continue }
        return nil
    }
}

private func readAll(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    while let piece = readPiece(descriptor) { all += piece }
    close(descriptor)
    return all
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
