package import Bytes

/// A sink that writes bytes, of which the owner takes what is there whenever it likes.
package protocol ExpositionEncoder: MetricSink, ~Copyable {
    /// How many bytes have been written and not yet been taken.
    var outputCount: Int { get }

    /// Takes what has been written, and writes behind what is in `buffer` from then on.
    mutating func swapOutput(with buffer: inout ByteBuffer)
}
