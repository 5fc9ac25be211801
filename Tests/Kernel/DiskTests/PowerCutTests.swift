import Bytes
import Disk
import TestKit
import Testing

/// The simulator must catch the protocols that lose data, and pass the one that does not.
struct PowerCutTests {
    /// Replaces a file as a whole: write a new one, sync it, rename it, sync the directory.
    struct Replacement {
        var syncsFile = true
        var syncsDirectory = true

        func run(_ text: String, on disk: SimulatedDisk) throws {
            if try disk.list("/").contains("new") { try disk.remove("/new") }
            let file = try disk.open("/new", .create)
            let bytes = Array(text.utf8)
            try file.append(Array(bytes[..<5]))
            try file.append(Array(bytes[5...]))
            if syncsFile { try file.sync() }
            try disk.rename("/new", to: "/current")
            if syncsDirectory { try disk.syncDirectory("/") }
        }
    }

    private static let old = "the old content"
    private static let new = "something new and longer"

    /// What a power cut in the middle of the n-th operation leaves, and whether the end was reached.
    private func outcome(
        of replacement: Replacement,
        cutAt number: Int,
        seed: UInt64
    ) throws -> (text: String?, isDone: Bool) {
        let disk = SimulatedDisk(seed: seed)
        try Replacement().run(Self.old, on: disk)
        disk.cutPower(at: disk.operationCount + number)
        let isDone = (try? replacement.run(Self.new, on: disk)) != nil
        disk.restart()
        return (try? disk.text(of: "/current"), isDone)
    }

    /// One more than the operations of a replacement, so that the last cut comes after its end.
    private static let cuts = 1...8

    @Test(arguments: cuts)
    func `a replacement leaves the old or the new, whenever power is cut`(number: Int) throws {
        var found: Set<String?> = []
        for seed in 0..<200 as Range<UInt64> {
            let (text, isDone) = try outcome(of: Replacement(), cutAt: number, seed: seed)
            #expect(text == Self.new || (text == Self.old && !isDone), "seed \(seed)")
            found.insert(text)
        }
        // The rename and the sync of the directory may come out either way.
        #expect(found.count == (number == 6 || number == 7 ? 2 : 1), "\(found)")
    }

    @Test func `a replacement without a sync of the file is caught`() throws {
        let texts = try texts(Replacement(syncsFile: false))
        #expect(texts.contains { $0 != Self.old && $0 != Self.new })
        #expect(texts.contains(""))
        #expect(texts.contains { $0.map { Self.new.hasPrefix($0) && $0.count > 5 } ?? false })
        #expect(texts.contains { $0.map { $0.hasPrefix("\0") } ?? false }, "writes are reordered")
    }

    @Test func `a replacement without a sync of the directory is caught`() throws {
        let replacement = Replacement(syncsDirectory: false)
        let isLost = try (0..<50 as Range<UInt64>).contains { seed in
            let (text, isDone) = try outcome(of: replacement, cutAt: 7, seed: seed)
            return isDone && text != Self.new
        }
        #expect(isLost)
        #expect(try texts(replacement).allSatisfy { $0 == Self.old || $0 == Self.new })
    }

    private func texts(_ replacement: Replacement) throws -> Set<String?> {
        var texts: Set<String?> = []
        for number in Self.cuts {
            for seed in 0..<200 as Range<UInt64> {
                texts.insert(try outcome(of: replacement, cutAt: number, seed: seed).text)
            }
        }
        return texts
    }

    /// Records of five bytes, each synced before the next: a prefix of them must be there.
    @Test(arguments: 1...24)
    func `a synced record lasts and only the last is torn`(number: Int) throws {
        for seed in 0..<50 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            var log: (any DiskFile)? = try disk.open("/log", .create)
            try disk.syncDirectory("/")
            disk.cutPower(at: disk.operationCount + number)
            var synced = 0
            for record in 0..<10 {
                guard (try? log?.append(Array("rec\(record)\n".utf8))) != nil else { break }
                guard (try? log?.sync()) != nil else { break }
                synced += 1
            }
            disk.restart()
            log = nil
            let text = try disk.text(of: "/log")
            let all = (0..<10).map { "rec\($0)\n" }.joined()
            #expect(text.count >= synced * 5 && text.count <= (synced + 1) * 5)
            #expect(all.hasPrefix(text))
        }
    }

    @Test func `writes to two files reach the disk in any order`() throws {
        var found: Set<[String]> = []
        for seed in 0..<300 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            let files = try ["/a", "/b"].map { try disk.open($0, .create) }
            try disk.syncDirectory("/")
            for file in files { try file.append(Array("xy".utf8)) }
            disk.restart()
            found.insert(try ["/a", "/b"].map { try disk.text(of: $0) })
        }
        let parts = ["", "x", "xy"]
        #expect(found == Set(parts.flatMap { first in parts.map { [first, $0] } }))
    }

    @Test func `a new file without a sync of its directory may be gone`() throws {
        let isThere = try (0..<50 as Range<UInt64>).map { seed in
            let disk = SimulatedDisk(seed: seed)
            try disk.open("/a", .create).sync()
            disk.restart()
            return try disk.list("/") == ["a"]
        }
        #expect(Set(isThere) == [true, false])
    }

    @Test func `a rename happens as a whole or not at all`() throws {
        var found: Set<[[String]]> = []
        for seed in 0..<100 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            for directory in ["/d", "/e"] { try disk.createDirectory(directory) }
            _ = try disk.open("/d/a", .create)
            for directory in ["/", "/d"] { try disk.syncDirectory(directory) }
            try disk.rename("/d/a", to: "/e/b")
            disk.restart()
            found.insert(try ["/d", "/e"].map { try disk.list($0) })
        }
        #expect(found == [[["a"], []], [[], ["b"]]])
    }

    @Test func `a removal without a sync of its directory may be undone`() throws {
        let isThere = try (0..<50 as Range<UInt64>).map { seed in
            let disk = SimulatedDisk(seed: seed)
            _ = try disk.open("/a", .create)
            try disk.syncDirectory("/")
            try disk.remove("/a")
            disk.restart()
            return try disk.list("/") == ["a"]
        }
        #expect(Set(isThere) == [true, false])
    }

    @Test func `the same seed leaves the same`() throws {
        func leftover(_ seed: UInt64) throws -> [String] {
            let disk = SimulatedDisk(seed: seed)
            for name in 0..<20 {
                try disk.open("/\(name)", .create).append([UInt8](repeating: 65, count: 9))
            }
            disk.restart()
            return try disk.list("/").map { try $0 + ":" + disk.text(of: "/\($0)") }
        }
        for seed in 0..<20 as Range<UInt64> { #expect(try leftover(seed) == leftover(seed)) }
        #expect(try leftover(1) != leftover(2))
    }

    @Test func `after a power cut nothing works until the restart, and old files never`() throws {
        let disk = SimulatedDisk()
        let file = try disk.open("/a", .create)
        try disk.syncDirectory("/")
        let lock = try disk.lock("/")
        disk.cutPower()
        #expect(throws: DiskError(.append, "/a", .io)) { try file.append([1]) }
        #expect(throws: DiskError(.list, "/", .io)) { try disk.list("/") }
        disk.restart()
        #expect(throws: DiskError(.append, "/a", .io)) { try file.append([1]) }
        let second = try disk.lock("/")
        withExtendedLifetime(lock) {}
        withExtendedLifetime(second) {}
        #expect(try disk.list("/") == ["a"])
    }
}
