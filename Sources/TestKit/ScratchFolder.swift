import Glibc

/// A folder of a test's own, removed with everything in it when the test lets go of it.
package final class ScratchFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/tocsin-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Program.Failure(description: "mkdtemp: errno \(errno)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { _ = try? Program.run("rm", ["-rf", path]) }

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
