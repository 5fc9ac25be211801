import Bytes
import Compression

/// Collects a body that the handler wants whole, unpacking it on the way.
final class BodyCollector {
    private let limit: Int
    private let decoder: Gunzip?
    private var collected: ByteBuffer

    /// Starts with nothing collected; `coding` is the value of Content-Encoding.
    init(limit: Int, coding: String?, raw: [String], expected: Int) throws(Refusal) {
        self.limit = limit
        collected = ByteBuffer(capacity: min(expected, 64 * 1024))
        switch coding?.lowercased() {
        case nil, "identity": decoder = nil
        case let coding? where raw.contains(coding): decoder = nil
        case "gzip", "x-gzip": decoder = try? Gunzip(caps: .init(bytes: limit))
        default:
            throw Refusal(
                415,
                "the content coding is not understood",
                headers: [Header("Accept-Encoding", "gzip")]
            )
        }
    }

    func take(_ piece: UnsafeRawBufferPointer) throws(Refusal) {
        guard let decoder else {
            guard piece.count <= limit - collected.count else { throw Self.tooLarge(limit) }
            unsafe collected.append(piece)
            return
        }
        do throws(CompressionError) {
            unsafe try decoder.decode(piece, into: &collected)
        } catch {
            throw refusal(error)
        }
    }

    /// The whole body.
    func finish() throws(Refusal) -> [UInt8] {
        do throws(CompressionError) {
            try decoder?.finish()
        } catch {
            throw refusal(error)
        }
        return collected.array
    }

    static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(413, "the body is larger than \(limit) bytes")
    }

    private func refusal(_ error: CompressionError) -> Refusal {
        Refusal(error.isExcess ? 413 : 400, "the body was refused: \(error)")
    }
}
