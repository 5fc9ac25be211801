import CMicroHTTPD
import Clocks
import Glibc
import Synchronization

/// One request and its answer; only the server thread of its connection touches it.
@safe final class Exchange {
    private let core: ServerCore
    private let listener: Listener
    private let link: Link
    private let target: [UInt8]
    private let targetAddress: UnsafeRawPointer
    private let started: Duration
    private var stage = Stage.head
    private var head: RequestHead?
    private var route: Route?
    private var principal = Principal.anonymous
    private var framing = Framing.none
    private var received = 0
    private var status = 0
    private var sent = 0
    private var stream: StreamBody?
    private var bodyLimit = 0

    private enum Stage {
        /// The head has arrived and nothing is decided.
        case head
        /// The body is collected before the handler sees it.
        case collecting(BodyCollector, Request)
        /// The handler is at work; it may read the body as it comes.
        case handling(Rendezvous)
        /// The answer is known and waits for the end of the request.
        case answering(Response)
        case answered
    }

    /// Called when the request line has arrived; `target` is not yet decoded.
    init(core: ServerCore, listener: Listener, link: Link, target: UnsafePointer<CChar>) {
        self.core = core
        self.listener = listener
        self.link = link
        unsafe targetAddress = UnsafeRawPointer(target)
        let bytes = unsafe UnsafeRawBufferPointer(start: target, count: strlen(target))
        self.target = unsafe Array(bytes)
        started = core.time.uptime
        link.enter(.head)
    }

    /// Takes the library's next call: the head, a piece of the body, or its end.
    ///
    /// - Returns: how many bytes of `piece` were used, or `nil` to close the connection.
    func proceed(
        _ connection: Connection,
        head start: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>,
        piece: UnsafeRawBufferPointer
    ) -> Int? {
        let isEnd = unsafe piece.isEmpty
        switch stage {
        case .head:
            let size = unsafe tocsin_mhd_head_size(connection.raw)
            let digest = unsafe UnsafeRawBufferPointer(start: start, count: size)
            unsafe open(connection, digest: digest, version: UnsafeRawPointer(version))
            return 0
        case .collecting(let collector, let request):
            if isEnd { return finish(collector, request, connection) }
            return unsafe collect(piece, collector, connection)
        case .handling(let rendezvous):
            if isEnd { return wait(for: rendezvous, connection) }
            return unsafe offer(piece, rendezvous, connection)
        case .answering(let response):
            if isEnd { send(response, on: connection) }
            return piece.count
        case .answered: return piece.count
        }
    }
}

// The head.
extension Exchange {
    private func open(
        _ connection: Connection,
        digest: UnsafeRawBufferPointer,
        version: UnsafeRawPointer
    ) {
        do throws(Refusal) {
            let head = try unsafe readHead(digest, version: version)
            self.head = head
            framing = try Framing(head)
            try accept(head, connection)
        } catch {
            // Where a head is malformed or a body would follow, the connection ends here: what
            // comes next on it could be anything.
            core.shed.count(status: error.status)
            let mayStay = head != nil && framing == .none && error.status != 400
            if mayStay && [401, 403, 404, 405, 204].contains(error.status) {
                stage = .answering(error.response)
            } else {
                link.isCutShort.store(true, ordering: .relaxed)
                send(error.response, on: connection)
            }
        }
    }

    private func readHead(
        _ digest: UnsafeRawBufferPointer,
        version: UnsafeRawPointer
    ) throws(Refusal) -> RequestHead {
        guard let base = digest.baseAddress else { throw Refusal(400, "no head") }
        let landmarks = unsafe RequestHead.Landmarks(
            target: targetAddress - base,
            version: version - base
        )
        return try unsafe RequestHead(
            digest: Array(digest),
            target: target,
            at: landmarks,
            limits: core.limits
        )
    }

    /// Finds who answers, and takes the body or goes straight to the handler.
    private func accept(_ head: RequestHead, _ connection: Connection) throws(Refusal) {
        let method = head.verb
        let hosts = head.count("host")
        guard hosts <= 1, hosts == 1 || !head.isVersion11 else {
            throw Refusal(400, "there must be one Host field")
        }
        let host = head.value("host") ?? ""
        guard host.utf8.allSatisfy(Characters.isHost) else {
            throw Refusal(400, "the Host field is malformed")
        }
        let target = try Target(target)
        if let authority = target.authority, !authority.elementsEqual(host.utf8) {
            throw Refusal(400, "the target and the Host field name different hosts")
        }
        switch core.routes.find(method, target) {
        case .unknown: throw Refusal(404, "there is nothing at this path")
        case .otherMethods(let allowed):
            let allow = [Header("Allow", allowed)]
            if method == .options { throw Refusal(204, "", headers: allow) }
            throw Refusal(405, "this path answers \(allowed)", headers: allow)
        case .route(let route, let parameters):
            self.route = route
            principal = try Gatekeeper(core: core, listener: listener).admit(head, to: route.access)
            let request = Request(
                method: method ?? .get,
                head: head,
                route: route.path.description,
                parameters: parameters,
                peer: link.peer,
                principal: principal,
                body: .none
            )
            try accept(request, route, connection)
        }
    }

    private func accept(
        _ request: Request,
        _ route: Route,
        _ connection: Connection
    ) throws(Refusal) {
        switch route.body {
        case .none:
            guard framing == .none else { throw Refusal(413, "no body is expected here") }
            run(route, request)
        case .buffered(let limit, let raw):
            bodyLimit = limit
            if framing == .none {
                var request = request
                request.body = .bytes([])
                return run(route, request)
            }
            let expected = try expectedLength(limit)
            let coding = request.head.value("content-encoding")
            let collector = try BodyCollector(
                limit: limit,
                coding: coding,
                raw: raw,
                expected: expected
            )
            stage = .collecting(collector, request)
            link.enter(.body)
        case .streamed(let limit):
            bodyLimit = limit
            _ = try expectedLength(limit)
            let rendezvous = Rendezvous(gate: core.gate)
            var request = request
            request.body = .stream(BodyReader(rendezvous: rendezvous))
            run(route, request, rendezvous)
            if framing != .none { link.enter(.body) }
        }
    }

    /// The length that was announced, if it is within the limit.
    private func expectedLength(_ limit: Int) throws(Refusal) -> Int {
        guard case .length(let length) = framing else { return 0 }
        guard length <= limit else { throw BodyCollector.tooLarge(limit) }
        return length
    }
}

// The body.
extension Exchange {
    private func collect(
        _ piece: UnsafeRawBufferPointer,
        _ collector: BodyCollector,
        _ connection: Connection
    ) -> Int? {
        received += piece.count
        link.progress.store(received, ordering: .relaxed)
        do throws(Refusal) {
            unsafe try collector.take(piece)
            return piece.count
        } catch {
            sayLastWord(error, on: connection)
            return nil
        }
    }

    private func finish(
        _ collector: BodyCollector,
        _ request: Request,
        _ connection: Connection
    ) -> Int? {
        do throws(Refusal) {
            var request = request
            request.body = .bytes(try collector.finish())
            if let route { run(route, request) }
        } catch {
            core.shed.count(status: error.status)
            stage = .answering(error.response)
        }
        return proceedWithAnswer(connection)
    }

    /// The body is complete: sends the answer, or waits for it.
    private func proceedWithAnswer(_ connection: Connection) -> Int? {
        switch stage {
        case .answering(let response): send(response, on: connection)
        case .handling(let rendezvous): return wait(for: rendezvous, connection)
        case .head, .collecting, .answered: break
        }
        return 0
    }

    private func offer(
        _ piece: UnsafeRawBufferPointer,
        _ rendezvous: Rendezvous,
        _ connection: Connection
    ) -> Int? {
        guard received + piece.count <= bodyLimit else {
            sayLastWord(BodyCollector.tooLarge(bodyLimit), on: connection)
            return nil
        }
        if rendezvous.restIfFull(connection) {
            link.enter(.handling)
            return 0
        }
        if Link.phase(of: link.stamp) != .body { link.enter(.body) }
        received += piece.count
        link.progress.store(received, ordering: .relaxed)
        return unsafe rendezvous.offer(piece, from: connection)
    }

    private func wait(for rendezvous: Rendezvous, _ connection: Connection) -> Int? {
        link.enter(.handling)
        if let response = rendezvous.answer(connection) { send(response, on: connection) }
        return 0
    }

    /// Answers in the middle of a body, which the library cannot: straight onto the socket.
    ///
    /// Nothing of ours is under way there: the answer before was sent whole before this request
    /// was read. The caller then has the library close the connection.
    private func sayLastWord(_ refusal: Refusal, on connection: Connection) {
        core.shed.count(status: refusal.status)
        status = refusal.status
        stage = .answered
        link.isCutShort.store(true, ordering: .relaxed)
        let text = refusal.reason + "\n"
        let word = """
            HTTP/1.1 \(refusal.status) \(Reason.phrase(refusal.status))\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: \(text.utf8.count)\r
            Connection: close\r
            \r
            \(text)
            """
        let bytes = Array(word.utf8)
        if let session = unsafe tocsin_mhd_session(connection.raw) {
            _ = unsafe gnutls_record_send(session, bytes, bytes.count)
        } else {
            _ = unsafe Glibc.send(link.socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }
}

// The answer.
extension Exchange {
    private func run(_ route: Route, _ request: Request, _ prepared: Rendezvous? = nil) {
        let report = core.options.report
        switch route.handler {
        case .immediate(let handler):
            do {
                stage = .answering(try handler(request))
            } catch {
                stage = .answering(Self.answer(to: error, request, report))
            }
        case .asynchronous(let handler):
            let rendezvous = prepared ?? Rendezvous(gate: core.gate)
            link.rendezvous.withLock { $0 = rendezvous }
            stage = .handling(rendezvous)
            rendezvous.start {
                do {
                    return try await handler(request)
                } catch {
                    return Self.answer(to: error, request, report)
                }
            }
        }
    }

    /// What a handler's error tells the client: a refusal itself, of anything else only the status.
    private static func answer(
        to error: any Error,
        _ request: Request,
        _ report: @Sendable (String) -> Void
    ) -> Response {
        if let refusal = error as? Refusal { return refusal.response }
        if error is CancellationError { return Refusal(503, "the request was cancelled").response }
        report("\(request.method.rawValue) \(request.route) failed: \(error)")
        return Refusal(500, "something went wrong here; the log says more").response
    }

    private func send(_ response: Response, on connection: Connection) {
        stage = .answered
        status = response.status
        let outgoing = OutgoingResponse(
            response,
            to: head,
            link: link,
            // The library reads chunk framing leniently, so nothing after such a body is trusted.
            closes: core.isDraining || framing == .chunked
        )
        stream = outgoing.stream
        sent = outgoing.size
        link.enter(.sending)
        link.progress.store(sent, ordering: .relaxed)
        outgoing.queue(on: connection)
    }

    /// The request is over.
    func complete(isComplete: Bool) {
        link.rendezvous.withLock { $0.take() }?.finish()
        link.enter(.idle)
        guard let observer = core.observer else { return }
        observer.finished(
            RequestRecord(
                route: route?.path.description,
                method: head.map { $0.verb?.rawValue ?? $0.method } ?? "",
                status: status,
                peer: link.peer,
                principal: principal,
                head: head,
                received: received,
                sent: stream?.sent ?? sent,
                started: started,
                ended: core.time.uptime,
                isComplete: stream?.hasFailed != true && (isComplete || stream?.hasEnded == true)
            )
        )
    }
}
