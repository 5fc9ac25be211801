import Bytes
import Disk
import TestKit

/// A disk of either kind with an empty directory on it.
struct Workspace {
    enum Kind: CaseIterable {
        case real
        case simulated
    }

    let disk: any Disk
    private let root: String
    private let directory: ScratchFolder?

    init(_ kind: Kind) throws {
        switch kind {
        case .real:
            let directory = try ScratchFolder()
            disk = RealDisk()
            root = directory.path
            self.directory = directory
        case .simulated:
            disk = SimulatedDisk()
            root = "/data"
            directory = nil
            try disk.createDirectory(root)
        }
    }

    func path(_ name: String = "") -> String { name.isEmpty ? root : "\(root)/\(name)" }

    func write(_ text: String, to name: String) throws {
        let file = try disk.open(path(name), .create)
        try file.append(Array(text.utf8))
    }

    func text(of name: String) throws -> String { try disk.text(of: path(name)) }
}

extension Disk {
    /// All of a file.
    func text(of path: String) throws -> String {
        let file = try open(path, .read)
        var buffer = ByteBuffer()
        try file.read(at: 0, count: try file.size(), into: &buffer)
        return buffer.string
    }
}
