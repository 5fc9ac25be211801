internal import Bytes
package import Disk
internal import Glibc
internal import Synchronization

/// A disk in memory that fails, fills up and loses power when a test says so.
///
/// Operations are numbered from 1. After a power cut every call fails, until `restart()` shows what
/// was left: see `DiskModel`. The same seed and the same operations leave the same.
package final class SimulatedDisk: Disk {
    private let state: Mutex<State>

    /// One call, for tests that look at what was done.
    package struct Entry: Equatable, Sendable {
        package let operation: DiskError.Operation
        package let path: String
        /// How many bytes were to be written or read.
        package let bytes: Int

        package init(_ operation: DiskError.Operation, _ path: String, bytes: Int = 0) {
            self.operation = operation
            self.path = path
            self.bytes = bytes
        }
    }

    private struct Fault {
        let reason: DiskError.Reason
        let operations: ClosedRange<Int>
    }

    private struct State {
        var model = DiskModel()
        var random: SplitMix
        var capacity: Int?
        var log: [Entry] = []
        var count = 0
        var faults: [Fault] = []
        var crashAt: Int?
        var isOff = false
        /// Counts the starts, so that files and locks from before a power cut are known.
        var start = 0
        var locks: Set<Int> = []

        /// How many bytes there is room for.
        var room: Int { capacity.map { max($0 - model.used, 0) } ?? .max }
    }

    /// Only so many of the latest operations are kept in the log.
    package static let logLimit = 1 << 16

    package init(seed: UInt64 = 0, capacity: Int? = nil) {
        state = Mutex(State(random: SplitMix(seed: seed), capacity: capacity))
    }

    // MARK: What tests say

    /// How many operations were begun.
    package var operationCount: Int { state.withLock { $0.count } }

    /// The latest operations.
    package var log: [Entry] { state.withLock { $0.log } }

    /// Makes the disk full once it holds so many bytes; `nil` is never.
    package func setCapacity(_ capacity: Int?) { state.withLock { $0.capacity = capacity } }

    /// Makes the n-th operation fail, or all from the n-th on; one that cannot fail so succeeds.
    package func fail(_ reason: DiskError.Reason, at number: Int, always: Bool = false) {
        let operations = number...(always ? .max : number)
        state.withLock { $0.faults.append(Fault(reason: reason, operations: operations)) }
    }

    /// Lets all operations succeed again.
    package func heal() { state.withLock { $0.faults = [] } }

    /// Cuts the power in the middle of the n-th operation.
    package func cutPower(at number: Int) { state.withLock { $0.crashAt = number } }

    /// Cuts the power now.
    package func cutPower() { state.withLock { Self.cutPower(&$0) } }

    /// Turns the power on again, after a cut if there was none, and heals the disk.
    package func restart() {
        state.withLock { state in
            if !state.isOff { Self.cutPower(&state) }
            state.isOff = false
            state.faults = []
            state.crashAt = nil
        }
    }

    // MARK: What programs do

    package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> any DiskFile {
        let (node, start) = try perform(mode == .create ? .create : .open, path) {
            state throws(Refusal) in
            if mode == .create {
                return (try state.model.create(path, .file(.init())), state.start)
            }
            let node = try state.model.node(path)
            if mode == .append, state.model.isDirectory(node) { throw Refusal(.other(EISDIR)) }
            return (node, state.start)
        }
        return SimulatedFile(self, path, node: node, start: start, mode)
    }

    package func map(_ path: String) throws(DiskError) -> MappedFile {
        try perform(.map, path) { state throws(Refusal) in
            MappedFile(copying: try state.model.file(try state.model.node(path)).live)
        }
    }

    package func rename(_ path: String, to newPath: String) throws(DiskError) {
        try perform(.rename, path) { state throws(Refusal) in
            try state.model.rename(path, to: newPath)
        }
    }

    package func remove(_ path: String) throws(DiskError) {
        try perform(.remove, path) { state throws(Refusal) in try state.model.remove(path) }
    }

    package func createDirectory(_ path: String) throws(DiskError) {
        try perform(.createDirectory, path) { state throws(Refusal) in
            _ = try state.model.create(path, .directory(.init()))
        }
    }

    package func syncDirectory(_ path: String) throws(DiskError) {
        try perform(.syncDirectory, path) { state throws(Refusal) in
            try state.model.syncDirectory(path)
        }
    }

    package func list(_ path: String) throws(DiskError) -> [String] {
        try perform(.list, path) { state throws(Refusal) in try state.model.names(path) }
    }

    package func lock(_ path: String) throws(DiskError) -> DirectoryLock {
        let (node, start) = try perform(.lock, path) { state throws(Refusal) in
            let node = try state.model.node(path)
            guard state.model.isDirectory(node) else { throw Refusal(.other(ENOTDIR)) }
            guard state.locks.insert(node).inserted else { throw Refusal(.locked) }
            return (node, state.start)
        }
        return DirectoryLock { [self] in
            state.withLock { if $0.start == start { $0.locks.remove(node) } }
        }
    }

    package func freeSpace(_ path: String) throws(DiskError) -> Int {
        try perform(.freeSpace, path) { state throws(Refusal) in
            _ = try state.model.node(path)
            return state.room
        }
    }

    // MARK: What files do

    fileprivate func append(_ bytes: [UInt8], to file: SimulatedFile) throws(DiskError) {
        let part = { (state: inout State) throws(Refusal) in
            let count = Int.random(in: 0...bytes.count, using: &state.random)
            try state.model.append(Array(bytes[..<count]), to: file.node)
        }
        try perform(.append, file.path, file, bytes: bytes.count, failing: part) {
            state throws(Refusal) in
            let room = state.room
            try state.model.append(Array(bytes.prefix(room)), to: file.node)
            if bytes.count > room { throw Refusal(.noSpace) }
        }
    }

    fileprivate func sync(_ file: SimulatedFile) throws(DiskError) {
        let forget = { (state: inout State) throws(Refusal) in
            try state.model.failSync(file.node, using: &state.random)
        }
        try perform(.sync, file.path, file, failing: forget) { state throws(Refusal) in
            try state.model.sync(file.node)
        }
    }

    fileprivate func truncate(_ file: SimulatedFile, to length: Int) throws(DiskError) {
        try perform(.truncate, file.path, file) { state throws(Refusal) in
            try state.model.truncate(file.node, to: length)
        }
    }

    fileprivate func bytes(
        of file: SimulatedFile,
        _ operation: DiskError.Operation,
        _ range: Range<Int>
    ) throws(DiskError) -> ArraySlice<UInt8> {
        try perform(operation, file.path, file, bytes: range.count) { state throws(Refusal) in
            let bytes = try state.model.file(file.node).live
            return bytes[range.clamped(to: bytes.indices)]
        }
    }

    // MARK: Parts

    /// Runs one operation, unless it is to fail or to be cut off.
    ///
    /// `failing` is what the operation does all the same when it fails.
    @discardableResult
    private func perform<Result: Sendable>(
        _ operation: DiskError.Operation,
        _ path: String,
        _ file: SimulatedFile? = nil,
        bytes: Int = 0,
        failing: (inout State) throws(Refusal) -> Void = { _ in },
        _ body: (inout State) throws(Refusal) -> Result
    ) throws(DiskError) -> Result {
        do throws(Refusal) {
            return try state.withLock { state throws(Refusal) in
                try Self.begin(&state, Entry(operation, path, bytes: bytes))
                if let file, file.start != state.start { throw Refusal(.io) }
                if let fault = Self.fault(in: state, operation) {
                    try failing(&state)
                    throw fault
                }
                guard state.count == state.crashAt else { return try body(&state) }
                Self.cutPower(&state, during: operation, body)
                throw Refusal(.io)
            }
        } catch {
            throw DiskError(operation, path, error.reason)
        }
    }

    private static func begin(_ state: inout State, _ entry: Entry) throws(Refusal) {
        if state.isOff { throw Refusal(.io) }
        state.count += 1
        if state.log.count == logLimit { state.log.removeFirst(logLimit / 2) }
        state.log.append(entry)
    }

    private static func fault(in state: State, _ operation: DiskError.Operation) -> Refusal? {
        let fault = state.faults.first {
            $0.operations.contains(state.count) && operation.canFail($0.reason)
        }
        return fault.map { Refusal($0.reason) }
    }

    private static func cutPower(_ state: inout State) {
        state.model.cutPower(using: &state.random)
        state.isOff = true
        state.start += 1
        state.locks = []
    }

    /// Cuts the power while an operation is under way: a sync may or may not have come to its end,
    /// and anything else is a change that is not certain.
    private static func cutPower<Result>(
        _ state: inout State,
        during operation: DiskError.Operation,
        _ body: (inout State) throws(Refusal) -> Result
    ) {
        let isSync = operation == .sync || operation == .syncDirectory
        if !isSync || Bool.random(using: &state.random) { _ = try? body(&state) }
        cutPower(&state)
    }
}

/// An open file of a simulated disk.
private final class SimulatedFile: DiskFile {
    let path: String
    let node: Int
    let start: Int
    private let disk: SimulatedDisk
    private let mode: OpenMode

    init(_ disk: SimulatedDisk, _ path: String, node: Int, start: Int, _ mode: OpenMode) {
        self.disk = disk
        self.path = path
        self.node = node
        self.start = start
        self.mode = mode
    }

    func append(_ bytes: Span<UInt8>) throws(DiskError) {
        if mode == .read { throw DiskError(.append, path, .other(EBADF)) }
        try disk.append(unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }, to: self)
    }

    func sync() throws(DiskError) { try disk.sync(self) }

    func read(
        at offset: Int,
        count: Int,
        into buffer: inout ByteBuffer
    ) throws(DiskError) -> Int {
        precondition(offset >= 0 && count >= 0, "a file has no negative places")
        let bytes = try disk.bytes(of: self, .read, offset..<(offset + count))
        buffer.append(bytes)
        return bytes.count
    }

    func size() throws(DiskError) -> Int { try disk.bytes(of: self, .size, 0..<(.max)).count }

    func truncate(to length: Int) throws(DiskError) {
        if mode == .read { throw DiskError(.truncate, path, .other(EINVAL)) }
        try disk.truncate(self, to: length)
    }
}

extension DiskError.Operation {
    /// Whether this is how the operation can fail on a real disk.
    fileprivate func canFail(_ reason: DiskError.Reason) -> Bool {
        switch self {
        case .open, .read, .size, .map, .list, .lock, .freeSpace:
            reason != .noSpace && reason != .readOnly
        case .remove, .truncate: reason != .noSpace
        case .create, .append, .sync, .rename, .createDirectory, .syncDirectory: true
        }
    }
}
