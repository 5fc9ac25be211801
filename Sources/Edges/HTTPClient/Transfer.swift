import Addresses
import CCurl
import Glibc

/// One request under way; only the engine's thread touches it.
@safe final class Transfer {
    let id: Int
    let easy: UnsafeMutableRawPointer?
    let origin: String
    private let end: Int
    private let request: ClientRequest
    private let options: ClientOptions
    private let continuation: CheckedContinuation<Reply, any Error>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private let message: UnsafeMutablePointer<CChar>
    private var collector: ReplyCollector
    private var refused: IPAddress?
    private var problem: String?

    init(_ submission: Submission, _ options: ClientOptions, lifetime: Int) {
        id = submission.id
        request = submission.request
        origin = submission.origin
        end = submission.end
        self.options = options
        continuation = submission.continuation
        collector = ReplyCollector(options, sink: submission.request.sink)
        unsafe easy = curl_easy_init()
        unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe tocsin_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
        unsafe tocsin_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
        unsafe tocsin_curl_set_callbacks(easy, context, takeBody, takeHeader, openSocket)
        setRequest()
        setConnection(lifetime)
        setTLS()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(fields)
        unsafe message.deallocate()
    }

    private func set(_ option: CURLoption, _ value: Int) {
        unsafe tocsin_curl_set_number(easy, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        unsafe tocsin_curl_set_text(easy, option, value)
    }
}

// Setting up.
extension Transfer {
    private func setRequest() {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, options.userAgent)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        if let body = request.body {
            unsafe tocsin_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            unsafe body.withUnsafeBytes { bytes in
                // Copied, because the array may move.
                let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                unsafe tocsin_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
            }
        }
        switch (request.method, request.body) {
        case ("GET", nil): set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil): set(CURLOPT_NOBODY, 1)
        case ("POST", .some): break
        default: set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        setHeaders()
    }

    private func setHeaders() {
        if !request.method.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            problem = "the method is malformed"
        }
        // Bodies are sent at once, not after asking.
        unsafe fields = curl_slist_append(nil, "Expect:")
        for field in request.headers {
            let isClean = (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard isClean, !field.name.isEmpty, !field.name.contains(":") else {
                problem = "the header field \(field.name.prefix(40)) is malformed"
                continue
            }
            // An empty value takes a semicolon, or libcurl would leave the field out.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            unsafe fields = curl_slist_append(fields, line)
        }
        unsafe tocsin_curl_set_pointer(easy, CURLOPT_HTTPHEADER, fields)
    }

    private func setConnection(_ lifetime: Int) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, max(end - Engine.now, 1))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(options.connectTimeout.milliseconds, 1))
        set(CURLOPT_MAXLIFETIME_CONN, lifetime)
        if options.redirects > 0 {
            set(CURLOPT_FOLLOWLOCATION, 1)
            set(CURLOPT_MAXREDIRS, options.redirects)
        }
        if let path = request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, path) }
        switch request.version {
        case .automatic: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        case .http1: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        case .http2:
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE))
            set(CURLOPT_FORBID_REUSE, 1)
            set(CURLOPT_FRESH_CONNECT, 1)
        }
        switch options.proxy {
        case .environment: if options.vetting != .anything { set(CURLOPT_PROXY, "") }
        case .none: set(CURLOPT_PROXY, "")
        case .server(let url, let exceptions):
            set(CURLOPT_PROXY, url)
            set(CURLOPT_NOPROXY, exceptions)
        }
    }

    private func setTLS() {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let authority = options.tls.authority {
            set(CURLOPT_CAINFO, authority)
            unsafe tocsin_curl_set_text(easy, CURLOPT_CAPATH, nil)
            set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        if let certificate = options.tls.certificate {
            set(CURLOPT_SSLCERT, certificate)
            // A resumed session would go on with the certificate that it began with.
            set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        }
        if let key = options.tls.key { set(CURLOPT_SSLKEY, key) }
        if options.tls.isInsecure {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }
}

// What the library tells.
extension Transfer {
    fileprivate func take(body piece: UnsafeRawBufferPointer) -> Bool {
        unsafe collector.take(body: piece)
    }

    fileprivate func take(header line: UnsafeRawBufferPointer) -> Bool {
        if unsafe collector.isNewHead(unsafe line) {
            collector.status = unsafe tocsin_curl_number(easy, CURLINFO_RESPONSE_CODE)
        }
        return unsafe collector.take(header: line)
    }

    /// Opens a socket to an address that may be connected to.
    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard problem == nil, unsafe isVetted(unsafe address) else { return CURL_SOCKET_BAD }
        let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return unsafe socket(address.pointee.family, type, address.pointee.protocol)
    }

    private func isVetted(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
        let isUnix = unsafe address.pointee.family == AF_UNIX
        if isUnix || options.vetting == .anything { return true }
        // The storage behind `addr` is as long as `addrlen` says, longer than its type.
        let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
        let bytes = unsafe UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address) + start,
            count: Int(address.pointee.addrlen)
        )
        let found = unsafe IPAddress(socketAddress: bytes)
        if let found, options.vetting.allows(found) { return true }
        refused = found
        return false
    }
}

// The end.
extension Transfer {
    /// Whether the request could not be sent by anyone.
    var isMalformed: Bool { problem != nil }

    func finish(_ result: CURLcode) {
        if let problem { return fail(.request, problem) }
        if let excess = collector.excess { return fail(.size, excess) }
        if let error = collector.sinkError { return continuation.resume(throwing: error) }
        guard result == CURLE_OK else {
            if let refused { return fail(.refusedAddress, "\(refused) may not be connected to") }
            return fail(Self.phase(of: result), detail(of: result))
        }
        continuation.resume(returning: collector.reply)
    }

    func fail(_ phase: ClientError.Phase, _ detail: String) {
        continuation.resume(
            throwing: ClientError(phase: phase, request: request.label, detail: detail)
        )
    }

    private func detail(of result: CURLcode) -> String {
        let said = unsafe String(cString: message)
        let general = unsafe String(cString: curl_easy_strerror(result))
        let detail = said.isEmpty ? general : said
        guard result == CURLE_OPERATION_TIMEDOUT else { return detail }
        return "\(stage): \(detail)"
    }

    /// What a request that ran out of time was waiting for.
    private var stage: String {
        func isReached(_ info: CURLINFO) -> Bool { unsafe tocsin_curl_time(easy, info) > 0 }
        if isReached(CURLINFO_STARTTRANSFER_TIME_T) { return "receiving" }
        if isReached(CURLINFO_PRETRANSFER_TIME_T) { return "waiting for the reply" }
        if isReached(CURLINFO_CONNECT_TIME_T) { return "shaking hands" }
        return isReached(CURLINFO_NAMELOOKUP_TIME_T) ? "connecting" : "resolving the name"
    }

    private static func phase(of result: CURLcode) -> ClientError.Phase {
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .request
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT:
            .tls
        case CURLE_SEND_ERROR, CURLE_READ_ERROR, CURLE_SEND_FAIL_REWIND: .send
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_FILESIZE_EXCEEDED: .size
        case CURLE_TOO_MANY_REDIRECTS: .redirects
        default: .receive
        }
    }
}

extension Duration {
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        return overflow ? .max : scaled + Int(attoseconds / 1_000_000_000_000_000)
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func takeBody(
    _ start: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let piece = unsafe UnsafeRawBufferPointer(start: start, count: size * count)
    return unsafe transfer(context)?.take(body: piece) == true ? piece.count : -1
}

private func takeHeader(
    _ start: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: start, count: size * count)
    return unsafe transfer(context)?.take(header: line) == true ? line.count : -1
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address = unsafe address, let transfer = unsafe transfer(context) else {
        return CURL_SOCKET_BAD
    }
    return unsafe transfer.open(address)
}
