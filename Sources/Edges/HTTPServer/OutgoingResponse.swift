import Bytes
import CMicroHTTPD
import Compression

/// A response in the form the library sends.
@safe struct OutgoingResponse {
    private let raw: OpaquePointer?
    private let status: Int
    /// Set when the body is pulled while it is sent.
    let stream: StreamBody?
    /// Bytes of a body that is in memory.
    let size: Int

    /// Bodies below this are not worth a compressor.
    static let compressedFrom = 1024
    /// Bodies from this size on are sent piece by piece instead of being copied.
    static let streamedFrom = 64 * 1024
    /// The library's buffer for one piece of such a body.
    private static let block = 32 * 1024
    /// The size of a body that ends when its source does.
    private static let unknown = UInt64.max

    init(_ response: Response, to head: RequestHead?, link: Link, closes: Bool) {
        var headers = response.headers
        let isHead = head?.verb == .head
        // Only HTTP/1.1 knows chunks.
        let isOld = head?.isVersion11 != true && !isHead
        let packs = Self.negotiate(response, head, &headers)
        if closes { headers.append(Header("Connection", "close")) }
        status = response.status
        switch response.body {
        case .none:
            unsafe (raw, stream, size) = (unsafe Self.make([]), nil, 0)
        case .bytes(let bytes):
            if packs, let source = GzipSource(BytesSource(bytes)) {
                let body = StreamBody(
                    isHead ? EmptySource() : source,
                    link: link,
                    endsWithConnection: isOld
                )
                unsafe (raw, stream, size) = (unsafe Self.make(body, Self.unknown), body, 0)
            } else if bytes.count >= Self.streamedFrom {
                let body = StreamBody(BytesSource(bytes), link: link, endsWithConnection: false)
                unsafe (raw, stream, size) = (unsafe Self.make(body, UInt64(bytes.count)), body, 0)
                if packs { headers.removeAll { $0.isNamed("Content-Encoding") } }
            } else {
                if packs { headers.removeAll { $0.isNamed("Content-Encoding") } }
                unsafe (raw, stream, size) = (
                    unsafe Self.make(bytes), nil, isHead ? 0 : bytes.count
                )
            }
        case .stream(let make):
            let opened = Self.open(isHead ? { EmptySource() } : make, packs: packs)
            if packs, !opened.isPacked { headers.removeAll { $0.isNamed("Content-Encoding") } }
            let body = StreamBody(opened.source, link: link, endsWithConnection: isOld)
            unsafe (raw, stream, size) = (unsafe Self.make(body, Self.unknown), body, 0)
        }
        for header in headers { add(header) }
    }

    /// Hands the response over to the library.
    func queue(on connection: Connection) {
        guard let raw = unsafe raw else { return }
        unsafe MHD_queue_response(connection.raw, UInt32(clamping: status), raw)
        unsafe MHD_destroy_response(raw)
    }

    /// Adds a field; what could split the head is replaced.
    private func add(_ header: Header) {
        guard let raw = unsafe raw else { return }
        let isClean = header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isClean {
            unsafe MHD_add_response_header(raw, header.name, header.value)
        } else {
            let clean = header.value.utf8.map { $0 >= 0x20 && $0 != 0x7F ? $0 : 0x20 }
            unsafe MHD_add_response_header(raw, header.name, String(decoding: clean, as: UTF8.self))
        }
    }

    private static func make(_ bytes: [UInt8]) -> OpaquePointer? {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
    }

    private static func make(_ body: StreamBody, _ size: UInt64) -> OpaquePointer? {
        let context = unsafe Unmanaged.passRetained(body).toOpaque()
        let raw = unsafe MHD_create_response_from_callback(
            size,
            block,
            readStream,
            context,
            freeStream
        )
        if unsafe raw == nil { unsafe Unmanaged<StreamBody>.fromOpaque(context).release() }
        return unsafe raw
    }

    /// Opens a source; one that cannot be opened fails when it is first read.
    private static func open(
        _ make: () throws -> any ByteSource,
        packs: Bool
    ) -> (source: any ByteSource, isPacked: Bool) {
        do {
            let source = try make()
            if packs, let packed = GzipSource(source) { return (packed, true) }
            return (source, false)
        } catch {
            return (FailedSource(error), false)
        }
    }
}

extension OutgoingResponse {
    /// Whether the body is sent as gzip; adds the fields that say so.
    private static func negotiate(
        _ response: Response,
        _ head: RequestHead?,
        _ headers: inout [Header]
    ) -> Bool {
        switch response.body {
        case .none: return false
        case .bytes(let bytes): if bytes.count < compressedFrom { return false }
        case .stream: break
        }
        guard response.status == 200, response.value("Content-Encoding") == nil,
            isCompressible(response.value("Content-Type") ?? "")
        else { return false }
        varyByEncoding(&headers)
        guard let head, AcceptEncoding.prefersGzip(head.values("accept-encoding")) else {
            return false
        }
        headers.append(Header("Content-Encoding", "gzip"))
        return true
    }

    /// Merges Accept-Encoding with the handler's own Vary.
    private static func varyByEncoding(_ headers: inout [Header]) {
        guard let index = headers.firstIndex(where: { $0.isNamed("Vary") }) else {
            headers.append(Header("Vary", "Accept-Encoding"))
            return
        }
        let value = headers[index].value
        if value == "*" || value.lowercased().contains("accept-encoding") { return }
        headers[index] = Header("Vary", value + ", Accept-Encoding")
    }

    private static func isCompressible(_ type: String) -> Bool {
        let kinds = [
            "text/", "application/json", "application/openmetrics-text", "application/javascript",
            "application/xml", "application/yaml", "image/svg+xml",
        ]
        return kinds.contains { type.hasPrefix($0) }
    }
}

/// A source that could not be opened.
private final class FailedSource: ByteSource {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    func next(into buffer: inout ByteBuffer) throws -> Bool { throw error }
}
