import Bytes
import Disk
import TestKit
import Testing

/// What both disks do alike.
struct DiskTests {
    @Test(arguments: Workspace.Kind.allCases)
    func `what was appended is read back from any place`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        let file = try space.disk.open(space.path("a"), .create)
        try file.append(Array("hello ".utf8))
        var world = ByteBuffer()
        world.append("world")
        try file.append(world)
        try file.sync()
        #expect(try file.size() == 11)
        for offset in 0...13 {
            for count in 0...13 {
                var buffer = ByteBuffer()
                let got = try file.read(at: offset, count: count, into: &buffer)
                let expected = Array("hello world".utf8.dropFirst(offset).prefix(count))
                #expect(buffer.array == expected)
                #expect(got == expected.count)
            }
        }
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a file that is opened again goes on where it ended`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        try space.write("one", to: "a")
        try space.disk.open(space.path("a"), .append).append(Array("two".utf8))
        #expect(try space.text(of: "a") == "onetwo")
        let first = try space.disk.open(space.path("a"), .append)
        let second = try space.disk.open(space.path("a"), .append)
        try first.append(Array("1".utf8))
        try second.append(Array("2".utf8))
        #expect(try space.text(of: "a") == "onetwo12")
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a file is cut, and filled up with zeros`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        try space.write("abcdef", to: "a")
        let file = try space.disk.open(space.path("a"), .append)
        try file.truncate(to: 2)
        try file.append(Array("x".utf8))
        #expect(try space.text(of: "a") == "abx")
        try file.truncate(to: 5)
        try file.append(Array("y".utf8))
        #expect(try space.text(of: "a") == "abx\0\0y")
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a rename replaces, and an open file follows it`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        try space.write("new", to: "a")
        try space.write("old", to: "b")
        let old = try space.disk.open(space.path("b"), .read)
        let new = try space.disk.open(space.path("a"), .append)
        try space.disk.rename(space.path("a"), to: space.path("b"))
        try new.append(Array("er".utf8))
        #expect(try space.disk.list(space.path()) == ["b"])
        #expect(try space.text(of: "b") == "newer")
        #expect(try old.size() == 3)
        try space.disk.rename(space.path("b"), to: space.path("b"))
        #expect(try space.text(of: "b") == "newer")
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a directory is filled, renamed, emptied and removed`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        try space.disk.createDirectory(space.path("d"))
        for name in ["z", "a", "m"] { try space.write(name, to: "d/\(name)") }
        #expect(try space.disk.list(space.path("d")) == ["a", "m", "z"])
        try space.disk.rename(space.path("d"), to: space.path("e"))
        #expect(try space.text(of: "e/m") == "m")
        try space.disk.syncDirectory(space.path("e"))
        #expect(throws: DiskError.self) { try space.disk.remove(space.path("e")) }
        #expect(throws: DiskError.self) {
            try space.disk.rename(space.path("e"), to: space.path("e/inside"))
        }
        for name in ["z", "a", "m"] { try space.disk.remove(space.path("e/\(name)")) }
        try space.disk.remove(space.path("e"))
        #expect(try space.disk.list(space.path()) == [])
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `an error names the operation, the file and the reason`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        let disk = space.disk
        let none = space.path("none")
        for mode in [OpenMode.read, .append] {
            #expect(throws: DiskError(.open, none, .notFound)) { try disk.open(none, mode) }
        }
        #expect(throws: DiskError(.map, none, .notFound)) { try disk.map(none) }
        #expect(throws: DiskError(.list, none, .notFound)) { try disk.list(none) }
        #expect(throws: DiskError(.remove, none, .notFound)) { try disk.remove(none) }
        #expect(throws: DiskError(.lock, none, .notFound)) { try disk.lock(none) }
        #expect(throws: DiskError(.freeSpace, none, .notFound)) { try disk.freeSpace(none) }
        #expect(throws: DiskError(.rename, none, .notFound)) { try disk.rename(none, to: none) }
        let syncs = DiskError(.syncDirectory, none, .notFound)
        #expect(throws: syncs) { try disk.syncDirectory(none) }
        try space.write("x", to: "a")
        let there = space.path("a")
        #expect(throws: DiskError(.create, there, .exists)) { try disk.open(there, .create) }
        let creates = DiskError(.createDirectory, there, .exists)
        #expect(throws: creates) { try disk.createDirectory(there) }
        let reader = try disk.open(there, .read)
        #expect(throws: DiskError.self) { try reader.append([1]) }
        #expect(throws: DiskError.self) { try reader.truncate(to: 0) }
        let inside = space.path("a/b")
        let notDirectory = #expect(throws: DiskError.self) { try disk.open(inside, .create) }
        #expect(notDirectory?.description == "cannot create \"\(inside)\": Not a directory")
        #expect("\(syncs)" == "cannot sync the directory \"\(none)\": it does not exist")
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a mapped file keeps its bytes after it was removed`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        try space.write("mapped", to: "a")
        try space.write("", to: "empty")
        let mapped = try space.disk.map(space.path("a"))
        try space.disk.remove(space.path("a"))
        #expect(mapped.count == 6)
        let copy = mapped.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(copy == Array("mapped".utf8))
        #expect(try space.disk.map(space.path("empty")).count == 0)
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `a directory is locked once until the lock goes`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        let disk = space.disk
        let path = space.path()
        let lock = try disk.lock(path)
        #expect(throws: DiskError(.lock, path, .locked)) { try disk.lock(path) }
        _ = consume lock
        _ = try disk.lock(path)
        _ = try disk.lock(path)
    }

    @Test(arguments: Workspace.Kind.allCases)
    func `there is free space`(kind: Workspace.Kind) throws {
        let space = try Workspace(kind)
        #expect(try space.disk.freeSpace(space.path()) > 0)
    }
}
