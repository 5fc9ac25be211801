package import Bytes
package import Exposition

/// One answer to one scraper, made piece by piece while it is sent.
///
/// However many series there are, no more of it is in memory than a piece of some tens of
/// kilobytes. It is used by one thread at a time.
public struct Scrape {
    /// The value for the `Content-Type` header.
    public let contentType: String
    /// The value for the `Vary` header.
    public static let vary = Negotiation.vary
    private let source: any PieceSource

    fileprivate init(_ source: any PieceSource, contentType: String) {
        self.source = source
        self.contentType = contentType
    }

    /// The next piece, or `nil` at the end.
    public func next() -> [UInt8]? {
        var piece = ByteBuffer(capacity: pieceSize + pieceSize / 4)
        return source.next(into: &piece) ? piece.array : nil
    }
}

/// A piece is finished when it is at least this long.
private let pieceSize = 32 * 1024

/// A source that cannot fail.
private protocol PieceSource: ByteSource {
    func next(into buffer: inout ByteBuffer) -> Bool
}

/// A snapshot of a registry on its way to a scraper.
private final class EncodedSnapshot<Encoder: ExpositionEncoder & ~Copyable>: PieceSource {
    private var cursor: SnapshotCursor
    private var encoder: Encoder
    private var isFinished = false

    init(_ registry: Registry, _ encoder: consuming Encoder) {
        cursor = SnapshotCursor(registry)
        self.encoder = encoder
    }

    func next(into buffer: inout ByteBuffer) -> Bool {
        let start = buffer.count
        encoder.swapOutput(with: &buffer)
        while !isFinished, encoder.outputCount - start < pieceSize {
            isFinished = !cursor.step(into: &encoder)
        }
        encoder.swapOutput(with: &buffer)
        return buffer.count > start
    }
}

extension Registry {
    /// Begins an answer in the format and spelling that an `Accept` header asks for.
    ///
    /// With `created`, OpenMetrics gets a line for each series that says when it began; this nearly
    /// doubles the number of lines. The protobuf format always has it.
    public func scrape(accept: String? = nil, created: Bool = false) -> Scrape {
        let negotiation = Negotiation(accept: accept)
        let source = source(negotiation, created)
        return Scrape(source, contentType: negotiation.contentType)
    }

    /// A body of the type `negotiation.contentType`.
    package func exposition(_ negotiation: Negotiation, created: Bool = false) -> any ByteSource {
        source(negotiation, created)
    }

    private func source(_ negotiation: Negotiation, _ created: Bool) -> any PieceSource {
        switch negotiation.format {
        case .protobuf:
            return EncodedSnapshot(self, ProtobufEncoder(escaping: negotiation.escaping))
        case .openMetrics1, .openMetrics0, .text1, .text0:
            let encoder = TextEncoder(
                format: negotiation.format,
                escaping: negotiation.escaping,
                writesCreated: created
            )
            return EncodedSnapshot(self, encoder)
        }
    }
}
