import Bytes
import Disk
import TestKit
import Testing

struct FaultTests {
    /// Every operation there is, in an order that works.
    private func script(_ disk: SimulatedDisk) throws {
        let file = try disk.open("/a", .create)
        try file.append([1, 2, 3])
        try file.sync()
        _ = try file.size()
        var buffer = ByteBuffer()
        try file.read(at: 0, count: 3, into: &buffer)
        try file.truncate(to: 2)
        try disk.rename("/a", to: "/b")
        try disk.syncDirectory("/")
        _ = try disk.map("/b")
        try disk.createDirectory("/d")
        _ = try disk.list("/")
        _ = try disk.lock("/d")
        _ = try disk.freeSpace("/")
        _ = try disk.open("/b", .append)
        try disk.remove("/b")
    }

    private let operations: [DiskError.Operation] = [
        .create, .append, .sync, .size, .read, .truncate, .rename, .syncDirectory, .map,
        .createDirectory, .list, .lock, .freeSpace, .open, .remove,
    ]

    @Test func `the log tells what was done`() throws {
        let disk = SimulatedDisk()
        try script(disk)
        #expect(disk.log.map(\.operation) == operations)
        #expect(disk.log[1] == SimulatedDisk.Entry(.append, "/a", bytes: 3))
        #expect(disk.operationCount == operations.count)
    }

    @Test(arguments: [.io, .noSpace, .readOnly] as [DiskError.Reason])
    func `each operation fails when told to, once or for ever`(reason: DiskError.Reason) {
        let readers: Set<DiskError.Operation> = [
            .size, .read, .map, .list, .lock, .freeSpace, .open,
        ]
        for number in 1...operations.count {
            for isLasting in [false, true] {
                let disk = SimulatedDisk()
                disk.fail(reason, at: number, always: isLasting)
                let operation = operations[number - 1]
                var canFail = reason == .io || !readers.contains(operation)
                if reason == .noSpace, [.remove, .truncate].contains(operation) { canFail = false }
                let error = #expect(throws: DiskError.self) {
                    try script(disk)
                    // Reached where the operation cannot fail so.
                    throw DiskError(.list, "the end", reason)
                }
                #expect(error?.reason == reason)
                if canFail { #expect(error?.operation == operation) }
                if canFail { #expect(disk.operationCount == number) }
                let isBroken = (try? disk.createDirectory("/later")) == nil
                #expect(isBroken == isLasting)
                disk.heal()
                #expect(throws: Never.self) { try disk.createDirectory("/healed") }
            }
        }
    }

    @Test func `a failed append may leave a part of its bytes`() throws {
        var lengths: Set<Int> = []
        for seed in 0..<100 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            let file = try disk.open("/a", .create)
            disk.fail(.noSpace, at: 2)
            #expect(throws: DiskError(.append, "/a", .noSpace)) { try file.append([1, 2, 3]) }
            lengths.insert(try file.size())
        }
        #expect(lengths == [0, 1, 2, 3])
    }

    @Test func `a second sync does not save what the first one lost`() throws {
        var lengths: Set<Int> = []
        for seed in 0..<100 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            let file = try disk.open("/a", .create)
            try disk.syncDirectory("/")
            try file.append([1, 2, 3])
            disk.fail(.io, at: disk.operationCount + 1)
            #expect(throws: DiskError(.sync, "/a", .io)) { try file.sync() }
            #expect(try file.size() == 3)
            try file.sync()
            disk.restart()
            lengths.insert(try disk.text(of: "/a").utf8.count)
        }
        #expect(lengths == [0, 1, 2, 3])
    }

    @Test func `a full disk takes what fits and recovers when space returns`() throws {
        let disk = SimulatedDisk(capacity: 10)
        let file = try disk.open("/a", .create)
        try file.append([UInt8](repeating: 1, count: 8))
        #expect(try disk.freeSpace("/") == 2)
        #expect(throws: DiskError(.append, "/a", .noSpace)) { try file.append([2, 2, 2]) }
        #expect(try file.size() == 10)
        #expect(try disk.freeSpace("/") == 0)
        try file.truncate(to: 8)
        try file.append([3, 3])
        _ = try disk.open("/b", .create)
        try disk.rename("/b", to: "/a")
        #expect(try disk.freeSpace("/") == 10)
        disk.setCapacity(5)
        let other = try disk.open("/a", .append)
        #expect(throws: DiskError.self) { try other.append([1, 2, 3, 4, 5, 6]) }
        disk.setCapacity(nil)
        try other.append([6])
        #expect(try other.size() == 6)
    }
}
