/// Produces a body piece by piece, so that no body has to be in memory whole.
///
/// The consumer asks for the next piece when it has room. A source is used by one thread at a
/// time and is not asked again after it returned `false` or threw.
package protocol ByteSource: AnyObject {
    /// Appends the next piece (at least one byte, better some tens of kilobytes) and returns
    /// `true`, or appends nothing and returns `false` at the end.
    func next(into buffer: inout ByteBuffer) throws -> Bool
}
