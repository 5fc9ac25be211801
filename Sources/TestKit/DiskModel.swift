internal import Disk
internal import Glibc

/// Files and directories as the system shows them, and as they would be found after a power cut.
///
/// What is shown is `live`. What is certain is `durable`; in between lie the changes that were not
/// synced, of which a power cut keeps some: of each write any part from its start, of each change of
/// names all or nothing, and none depends on another.
struct DiskModel {
    private var nodes: [Int: Node] = [root: .directory(Directory())]
    private var nextID = root + 1
    /// The changes of names that are not certain, in order.
    private var changes: [NameChange] = []

    private static let root = 0

    enum Node {
        case file(File)
        case directory(Directory)
    }

    struct File {
        fileprivate(set) var live: [UInt8] = []
        fileprivate var durable: [UInt8] = []
        fileprivate var changes: [ByteChange] = []
    }

    struct Directory {
        fileprivate var live: [String: Int] = [:]
        fileprivate var durable: [String: Int] = [:]
    }

    /// A change of one file's bytes.
    fileprivate enum ByteChange {
        case write(offset: Int, bytes: [UInt8])
        case truncate(length: Int)
    }

    /// A change of names that happens as a whole, such as a rename.
    private struct NameChange {
        let entries: [(directory: Int, name: String, node: Int?)]
    }

    /// How many bytes the files take that have a name.
    var used: Int {
        reachable(from: \.live).reduce(0) { sum, id in
            if case .file(let file)? = nodes[id] { sum + file.live.count } else { sum }
        }
    }

    // MARK: Names

    func node(_ path: String) throws(Refusal) -> Int { try node(Self.components(path)) }

    func names(_ path: String) throws(Refusal) -> [String] {
        try directory(try node(path)).live.keys.sorted()
    }

    func isDirectory(_ node: Int) -> Bool {
        if case .directory? = nodes[node] { true } else { false }
    }

    mutating func create(_ path: String, _ node: Node) throws(Refusal) -> Int {
        let (parent, name) = try place(path)
        guard try directory(parent).live[name] == nil else { throw Refusal(.exists) }
        let id = nextID
        nextID += 1
        nodes[id] = node
        change([(parent, name, id)])
        return id
    }

    mutating func remove(_ path: String) throws(Refusal) {
        let (parent, name) = try place(path)
        guard let id = try directory(parent).live[name] else { throw Refusal(.notFound) }
        try checkRemovable(id)
        change([(parent, name, nil)])
    }

    mutating func rename(_ path: String, to newPath: String) throws(Refusal) {
        let (parent, name) = try place(path)
        let (newParent, newName) = try place(newPath)
        guard let id = try directory(parent).live[name] else { throw Refusal(.notFound) }
        let replaced = try directory(newParent).live[newName]
        if replaced == id { return }
        if Self.components(newPath).starts(with: Self.components(path)), isDirectory(id) {
            throw Refusal(.other(EINVAL))
        }
        if let replaced {
            if isDirectory(id), !isDirectory(replaced) { throw Refusal(.other(ENOTDIR)) }
            if !isDirectory(id), isDirectory(replaced) { throw Refusal(.other(EISDIR)) }
            try checkRemovable(replaced)
        }
        change([(parent, name, nil), (newParent, newName, id)])
    }

    /// Makes certain every change that touches a directory.
    mutating func syncDirectory(_ path: String) throws(Refusal) {
        let id = try node(path)
        _ = try directory(id)
        let isTouching = { (change: NameChange) in change.entries.contains { $0.directory == id } }
        for change in changes where isTouching(change) { commit(change) }
        changes.removeAll(where: isTouching)
    }

    // MARK: Bytes

    func file(_ id: Int) throws(Refusal) -> File {
        switch nodes[id] {
        case .file(let file)?: return file
        case .directory?: throw Refusal(.other(EISDIR))
        case nil: throw Refusal(.io)
        }
    }

    mutating func append(_ bytes: [UInt8], to id: Int) throws(Refusal) {
        let end = try file(id).live.count
        try change(id, .write(offset: end, bytes: bytes))
    }

    mutating func truncate(_ id: Int, to length: Int) throws(Refusal) {
        try change(id, .truncate(length: length))
    }

    /// Makes a file's bytes certain.
    mutating func sync(_ id: Int) throws(Refusal) {
        try mutate(id) { file in
            for change in file.changes { file.durable.apply(change) }
            file.changes = []
        }
    }

    /// A sync that fails: the system forgets which bytes it still had to write.
    ///
    /// They are still shown, but what did not reach the disk by chance never will.
    mutating func failSync(_ id: Int, using random: inout SplitMix) throws(Refusal) {
        try mutate(id) { $0.keepSome(using: &random) }
    }

    // MARK: Power

    /// Leaves what a power cut might.
    mutating func cutPower(using random: inout SplitMix) {
        for change in changes where Bool.random(using: &random) { commit(change) }
        changes = []
        let found = reachable(from: \.durable)
        nodes = nodes.filter { found.contains($0.key) }
        // In order, so that the same seed leaves the same.
        for id in nodes.keys.sorted() {
            switch nodes[id] {
            case .file(var file)?:
                file.keepSome(using: &random)
                file.live = file.durable
                nodes[id] = .file(file)
            case .directory(var directory)?:
                directory.live = directory.durable
                nodes[id] = .directory(directory)
            case nil: break
            }
        }
    }

    // MARK: Parts

    private static func components(_ path: String) -> ArraySlice<Substring> {
        path.split(separator: "/")[...]
    }

    private func node(_ components: ArraySlice<Substring>) throws(Refusal) -> Int {
        var id = Self.root
        for component in components {
            guard let next = try directory(id).live[String(component)] else {
                throw Refusal(.notFound)
            }
            id = next
        }
        return id
    }

    /// Where the last name of a path stands, whether it is there or not.
    private func place(_ path: String) throws(Refusal) -> (parent: Int, name: String) {
        let components = Self.components(path)
        guard let name = components.last else { throw Refusal(.exists) }
        let parent = try node(components.dropLast())
        _ = try directory(parent)
        return (parent, String(name))
    }

    private func directory(_ id: Int) throws(Refusal) -> Directory {
        guard case .directory(let directory)? = nodes[id] else { throw Refusal(.other(ENOTDIR)) }
        return directory
    }

    private func checkRemovable(_ id: Int) throws(Refusal) {
        guard case .directory(let directory)? = nodes[id] else { return }
        guard directory.live.isEmpty else { throw Refusal(.other(ENOTEMPTY)) }
    }

    private mutating func change(_ entries: [(directory: Int, name: String, node: Int?)]) {
        for entry in entries { set(\.live, entry.directory, entry.name, entry.node) }
        changes.append(NameChange(entries: entries))
    }

    private mutating func commit(_ change: NameChange) {
        for entry in change.entries { set(\.durable, entry.directory, entry.name, entry.node) }
    }

    private mutating func set(
        _ names: WritableKeyPath<Directory, [String: Int]>,
        _ id: Int,
        _ name: String,
        _ node: Int?
    ) {
        guard case .directory(var directory)? = nodes[id] else { return }
        directory[keyPath: names][name] = node
        nodes[id] = .directory(directory)
    }

    private mutating func change(_ id: Int, _ change: ByteChange) throws(Refusal) {
        try mutate(id) { file in
            file.live.apply(change)
            file.changes.append(change)
        }
    }

    /// Changes a file in place.
    private mutating func mutate(_ id: Int, _ body: (inout File) -> Void) throws(Refusal) {
        var file = try file(id)
        // Without this the node would hold the bytes too, and each change would copy them.
        nodes[id] = nil
        body(&file)
        nodes[id] = .file(file)
    }

    private func reachable(from names: KeyPath<Directory, [String: Int]>) -> Set<Int> {
        var found: Set<Int> = [Self.root]
        var left = [Self.root]
        while let id = left.popLast() {
            guard case .directory(let directory)? = nodes[id] else { continue }
            for child in directory[keyPath: names].values where found.insert(child).inserted {
                left.append(child)
            }
        }
        return found
    }
}

/// Why the model does not do what it is asked to.
struct Refusal: Error {
    let reason: DiskError.Reason

    init(_ reason: DiskError.Reason) { self.reason = reason }
}

extension DiskModel.File {
    /// Of each change that is not certain, keeps all, nothing, or the part up to any byte.
    fileprivate mutating func keepSome(using random: inout SplitMix) {
        for change in changes {
            let fate = Int.random(in: 0..<3, using: &random)
            switch change {
            case _ where fate == 0: break
            case .write(let offset, let bytes) where fate == 1:
                let kept = Int.random(in: 0...bytes.count, using: &random)
                durable.apply(.write(offset: offset, bytes: Array(bytes[..<kept])))
            default: durable.apply(change)
            }
        }
        changes = []
    }
}

extension [UInt8] {
    fileprivate mutating func apply(_ change: DiskModel.ByteChange) {
        switch change {
        case .truncate(let length): resize(to: length)
        case .write(_, let bytes) where bytes.isEmpty: break
        case .write(let offset, let bytes):
            if count < offset { resize(to: offset) }
            let overlap = Swift.min(count - offset, bytes.count)
            replaceSubrange(offset..<(offset + overlap), with: bytes)
        }
    }

    private mutating func resize(to length: Int) {
        if count > length { removeLast(count - length) }
        append(contentsOf: repeatElement(0, count: length - count))
    }
}
