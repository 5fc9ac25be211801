internal import Disk
internal import Glibc

/// A folder of a test's own, removed with everything in it when the test lets go of it.
package final class ScratchFolder: Sendable {
    package let path: String

    package init() throws {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
        var template = Array("\(parent)/tocsin-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Program.Failure(description: "no folder can be made in \(parent): errno \(errno)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Best effort; what is not a directory, a link to one too, goes without being opened.
    private static func remove(_ path: String) {
        let disk = RealDisk()
        if (try? disk.remove(path)) != nil { return }
        for name in (try? disk.list(path)) ?? [] { remove("\(path)/\(name)") }
        try? disk.remove(path)
    }

    /// Writes a file into the folder and returns its path.
    package func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        guard let handle = unsafe fopen(file, "w") else {
            throw Program.Failure(description: "cannot write \(file): errno \(errno)")
        }
        unsafe fputs(text, handle)
        unsafe fclose(handle)
        return file
    }
}
