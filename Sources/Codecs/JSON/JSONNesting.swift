/// Which containers are open: one bit each, so that nesting costs no allocation.
package struct JSONNesting: Sendable {
    /// How deeply arrays and objects may nest, for the writer and, unless told less, the reader.
    package static let maximumDepth = 128

    package private(set) var depth = 0
    private var objects: UInt128 = 0

    var isFull: Bool { depth >= Self.maximumDepth }
    var isInObject: Bool { depth > 0 && objects & 1 == 1 }
    var isInArray: Bool { depth > 0 && objects & 1 == 0 }

    mutating func push(object: Bool) {
        precondition(!isFull, "JSON nests at most \(Self.maximumDepth) deep")
        objects = objects << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func pop() {
        precondition(depth > 0, "only an open container can be closed")
        objects >>= 1
        depth -= 1
    }
}
