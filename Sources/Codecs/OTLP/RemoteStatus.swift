import Bytes
import COTLP
import JSON

/// Why a receiver did not take a request in: the `google.rpc.Status` of an HTTP reply other than
/// 200, or of the trailer `grpc-status-details-bin`.
package struct RemoteStatus: Equatable, Sendable {
    /// A code of gRPC.
    package var code: Int32
    package var message: String
    /// How long to wait before the next attempt, where the details have a `RetryInfo`.
    package var retryDelay: Duration?

    package init(code: Int32 = 0, message: String = "", retryDelay: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryDelay = retryDelay
    }

    package init(_ bytes: [UInt8], as encoding: OTLPEncoding) throws(OTLPError) {
        guard bytes.count <= OTLPReply.maximumSize else { throw .tooLong(bytes.count) }
        switch encoding {
        case .protobuf: try self.init(protobuf: bytes)
        case .json: try self.init(json: bytes)
        }
    }

    private static let retryInfo = "google.rpc.RetryInfo"

    /// The type of an `Any` is what stands behind the last slash of its URL.
    private static func isRetryInfo(_ typeURL: String) -> Bool {
        typeURL.hasSuffix("/" + retryInfo) || typeURL == retryInfo
    }

    private init(protobuf bytes: [UInt8]) throws(OTLPError) {
        guard let status = unsafe otlp__status__unpack(nil, bytes.count, bytes) else {
            throw .notProtobuf(message: "google.rpc.Status")
        }
        defer { unsafe otlp__status__free_unpacked(status, nil) }
        unsafe self.init(code: status.pointee.code, message: text(status.pointee.message))
        for index in unsafe 0..<status.pointee.n_details {
            guard let detail = unsafe status.pointee.details[index],
                unsafe Self.isRetryInfo(text(detail.pointee.type_url))
            else { continue }
            unsafe retryDelay = retryDelay ?? Self.delay(of: detail.pointee.value)
        }
    }

    /// The delay that the bytes of a `RetryInfo` give; what is malformed gives none.
    private static func delay(of bytes: ProtobufCBinaryData) -> Duration? {
        guard let info = unsafe otlp__retry_info__unpack(nil, bytes.len, bytes.data) else {
            return nil
        }
        defer { unsafe otlp__retry_info__free_unpacked(info, nil) }
        guard let delay = unsafe info.pointee.retry_delay else { return nil }
        return unsafe Duration(
            protobufSeconds: delay.pointee.seconds,
            nanoseconds: Int64(delay.pointee.nanos)
        )
    }

    private init(json bytes: [UInt8]) throws(OTLPError) {
        let status = try JSONDocument(bytes)
        let code = try status.int64("code") ?? 0
        self.init(code: Int32(clamping: code), message: try status.string("message") ?? "")
        for detail in try status.objects("details")
        where Self.isRetryInfo(try detail.string("@type") ?? "") {
            let delay = Duration(protobufText: try detail.string("retryDelay") ?? "")
            retryDelay = retryDelay ?? delay
        }
    }
}

extension Duration {
    /// A `google.protobuf.Duration`; `nil` when it is negative or out of the type's range.
    init?(protobufSeconds seconds: Int64, nanoseconds: Int64) {
        guard 0...315_576_000_000 ~= seconds, 0..<1_000_000_000 ~= nanoseconds else { return nil }
        self = .seconds(seconds) + .nanoseconds(nanoseconds)
    }

    /// A `google.protobuf.Duration` as JSON spells it: `3s`, `0.25s`, at most nine digits after the point.
    init?(protobufText text: String) {
        guard text.hasSuffix("s") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(\.isDigits), let seconds = Int64(parts[0]) else {
            return nil
        }
        var nanoseconds: Int64 = 0
        if parts.count == 2 {
            let digits = parts[1]
            let padding = String(repeating: "0", count: max(0, 9 - digits.utf8.count))
            guard digits.utf8.count <= 9, let value = Int64(digits + padding) else { return nil }
            nanoseconds = value
        }
        self.init(protobufSeconds: seconds, nanoseconds: nanoseconds)
    }
}

extension Substring {
    fileprivate var isDigits: Bool { !isEmpty && utf8.allSatisfy { $0 &- 0x30 < 10 } }
}
