import COTLP
import JSON

/// What a receiver says of a request it took in, all of it or only some.
package struct OTLPReply: Equatable, Sendable {
    /// How many spans, log records or data points were not taken in; sending them again is useless.
    package var rejected: Int64
    /// Why; with none rejected, a warning to the person who runs the sender.
    package var message: String

    /// In bytes; libprotobuf-c takes up to some fifty times that while it decodes.
    package static let maximumSize = 64 * 1024

    package init(rejected: Int64 = 0, message: String = "") {
        self.rejected = rejected
        self.message = message
    }

    /// All is well and there is nothing to say.
    package var isPlain: Bool { self == OTLPReply() }

    /// Reads an `Export…ServiceResponse`; no bytes at all are one, that of plain success.
    package init(
        _ bytes: [UInt8],
        as encoding: OTLPEncoding,
        to signal: OTLPSignal
    ) throws(OTLPError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLong(bytes.count) }
        switch encoding {
        case .protobuf: try self.init(protobuf: bytes)
        case .json: try self.init(json: bytes, rejectedName: signal.rejectedName)
        }
        // A count below zero makes no sense, but what is said with it may.
        rejected = max(rejected, 0)
    }

    private init(protobuf bytes: [UInt8]) throws(OTLPError) {
        self.init()
        guard let reply = unsafe otlp__export_response__unpack(nil, bytes.count, bytes) else {
            throw .notProtobuf(message: "ExportServiceResponse")
        }
        defer { unsafe otlp__export_response__free_unpacked(reply, nil) }
        guard let partial = unsafe reply.pointee.partial_success else { return }
        unsafe rejected = partial.pointee.rejected
        unsafe message = text(partial.pointee.error_message)
    }

    private init(json bytes: [UInt8], rejectedName: String) throws(OTLPError) {
        self.init()
        guard !bytes.isEmpty else { return }
        let reply = try JSONDocument(bytes)
        guard let partial = try reply.object("partialSuccess") else { return }
        rejected = try partial.int64(rejectedName) ?? 0
        message = try partial.string("errorMessage") ?? ""
    }
}

/// The text of a C string; invalid UTF-8 is replaced by U+FFFD.
func text(_ characters: UnsafePointer<CChar>?) -> String {
    guard let characters = unsafe characters else { return "" }
    return unsafe String(cString: characters)
}
