/// The target of a request, split into path segments and query.
struct Target {
    /// The decoded path, in the form routes are written in.
    let path: String
    /// What follows the question mark, still encoded.
    let query: ArraySlice<UInt8>
    /// The authority of an absolute target.
    let authority: ArraySlice<UInt8>?

    init(_ target: [UInt8]) throws(Refusal) {
        var path = target[...]
        if path.first == 0x2F {
            authority = nil
        } else {
            (authority, path) = try Self.splitAbsolute(target)
        }
        if let mark = path.firstIndex(of: 0x3F) {
            query = path[(mark + 1)...]
            path = path[..<mark]
        } else {
            query = []
        }
        guard path.first == 0x2F else { throw Refusal(400, "the target has no path") }
        if Self.isPlain(path) {
            self.path = String(decoding: path, as: UTF8.self)
        } else {
            self.path = "/" + (try Self.decode(path.dropFirst())).joined(separator: "/")
        }
    }

    /// The segments of the path; `/a/b` has two, `/` has one empty one.
    ///
    /// No decoded segment has a slash in it, so the path can be split again.
    var segments: [String] {
        path.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
    }

    /// Whether there is nothing to decode, and no segment that starts with a dot.
    private static func isPlain(_ path: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in path {
            if byte == 0x25 || byte == 0x2E && previous == 0x2F { return false }
            previous = byte
        }
        return true
    }

    private static func splitAbsolute(
        _ target: [UInt8]
    ) throws(Refusal) -> (authority: ArraySlice<UInt8>, path: ArraySlice<UInt8>) {
        let scheme = target.prefix(8).map(Characters.lowercased)
        let start: Int
        if scheme.starts(with: "http://".utf8) {
            start = 7
        } else if scheme.starts(with: "https://".utf8) {
            start = 8
        } else {
            throw Refusal(400, "the target is neither a path nor an http address")
        }
        guard let slash = target[start...].firstIndex(of: 0x2F), slash > start else {
            throw Refusal(400, "the target has no path")
        }
        return (target[start..<slash], target[slash...])
    }

    private static func decode(_ path: ArraySlice<UInt8>) throws(Refusal) -> [String] {
        var segments: [String] = []
        for piece in path.split(separator: 0x2F, omittingEmptySubsequences: false) {
            let segment = try decode(segment: piece)
            // A dot segment or a hidden slash could lead a file handler out of its folder.
            guard segment != ".", segment != ".." else {
                throw Refusal(400, "the path has a dot segment")
            }
            segments.append(segment)
        }
        return segments
    }

    private static func decode(segment: ArraySlice<UInt8>) throws(Refusal) -> String {
        if !segment.contains(0x25) { return String(decoding: segment, as: UTF8.self) }
        let bytes = try PercentCoding.decode(segment, plusIsSpace: false)
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x2F || $0 == 0x5C || $0 == 0x7F }) else {
            throw Refusal(400, "the path hides a slash or a control character")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(400, "the path is not UTF-8")
        }
        return text
    }
}
