/// How the value of a field is laid out, the low three bits of its tag.
@usableFromInline
package enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64 = 1
    case length = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5

    /// The field numbers that may be used.
    @inlinable package static var fieldNumbers: Range<Int> { 1..<(1 << 29) }

    var article: String {
        switch self {
        case .varint: "a varint"
        case .fixed64: "8 fixed bytes"
        case .length: "bytes with a length"
        case .startGroup: "the start of a group"
        case .endGroup: "the end of a group"
        case .fixed32: "4 fixed bytes"
        }
    }
}
