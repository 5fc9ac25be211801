internal import Disk
internal import Glibc

/// A new directory of the machine, which is removed with all that is in it when this goes.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
        var template = Array("\(parent)/tocsin-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else {
            fatalError("no directory can be made in \(parent)")
        }
        path = unsafe String(cString: made)
    }

    deinit { Self.remove(path) }

    /// Best effort; what is not a directory, a link to one too, goes without being opened.
    private static func remove(_ path: String) {
        let disk = RealDisk()
        if (try? disk.remove(path)) != nil { return }
        for name in (try? disk.list(path)) ?? [] { remove("\(path)/\(name)") }
        try? disk.remove(path)
    }
}
