import Glibc

/// Runs a program of the system to its end.
package enum Program {
    package struct Failure: Error {
        package let program: String
        package let status: Int32
    }

    /// Runs `arguments[0]`, found on the path, with its output thrown away.
    package static func run(_ arguments: String...) async throws {
        let status = try await onOwnThread { try spawn(arguments) }
        guard status == 0 else {
            throw Failure(program: arguments.joined(separator: " "), status: status)
        }
    }

    private static func spawn(_ arguments: [String]) throws -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var copies = unsafe arguments.map { unsafe strdup($0) }
        unsafe copies.append(nil)
        defer { for index in unsafe copies.indices { unsafe free(copies[index]) } }
        var child = pid_t()
        let failure = unsafe posix_spawnp(&child, arguments[0], &actions, nil, copies, environ)
        guard failure == 0 else { return failure }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
