import Clocks
import Glibc
import Synchronization

/// Every open connection of a server, with the deadlines that hold for each.
///
/// A socket number is only valid while its connection is in the table: the library reports the end
/// of a connection before it closes the socket, and both the report and the reaper take the lock.
final class ConnectionTable: Sendable {
    private let limits: Limits
    private let shed: Shed
    private let state = Mutex(State())

    private struct State: Sendable {
        var entries: [Int32: Entry] = [:]
        var perPeer: [Peer: Int] = [:]
        var lingering: [Lingering] = []
        var emptied: CheckedContinuation<Void, Never>?
    }

    private struct Entry: Sendable {
        let link: Link
        var stamp: UInt64
        var since: Duration
        /// Whether it has been shut down already and only waits for the library to notice.
        var isEnding = false
    }

    /// A socket kept open for a moment, so that closing it does not destroy the last answer.
    ///
    /// Closing a socket with unread bytes makes the kernel reset the connection, and the client may
    /// lose what was sent to it. So the rest is read and thrown away for a little while.
    private struct Lingering: Sendable {
        let socket: Int32
        let until: Duration
    }

    /// How long an answer may take to arrive after its connection was cut short.
    private static let lingerTime: Duration = .seconds(2)
    private static let lingeringLimit = 256
    /// POLLRDHUP, which Glibc's module hides: the peer has closed its side.
    private static let peerClosed: Int16 = 0x2000

    init(limits: Limits, shed: Shed) {
        self.limits = limits
        self.shed = shed
    }

    var count: Int { state.withLock { $0.entries.count } }

    func admits(_ peer: Peer) -> Bool {
        let refused = state.withLock { state -> ShedReason? in
            if state.entries.count >= limits.connections { return .connections }
            if peer == .local { return nil }
            let held = state.perPeer[peer.counted, default: 0]
            return held >= limits.connectionsPerPeer ? .peerConnections : nil
        }
        if let refused { shed.count(refused) }
        return refused == nil
    }

    func insert(_ link: Link, at now: Duration) {
        state.withLock { state in
            state.entries[link.socket] = Entry(link: link, stamp: link.stamp, since: now)
            state.perPeer[link.peer.counted, default: 0] += 1
        }
    }

    /// Forgets a connection whose socket is about to be closed.
    func remove(_ link: Link, at now: Duration) {
        let emptied = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.entries.removeValue(forKey: link.socket) != nil else { return nil }
            let counted = link.peer.counted
            let left = state.perPeer[counted, default: 1] - 1
            state.perPeer[counted] = left > 0 ? left : nil
            if link.isCutShort.load(ordering: .relaxed) { linger(link.socket, at: now, &state) }
            guard state.entries.isEmpty else { return nil }
            return state.emptied.take()
        }
        emptied?.resume()
    }

    private func linger(_ socket: Int32, at now: Duration, _ state: inout State) {
        guard state.lingering.count < Self.lingeringLimit else { return }
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return }
        shutdown(copy, Int32(SHUT_WR))
        state.lingering.append(Lingering(socket: copy, until: now + Self.lingerTime))
    }

    /// Closes what has overstayed.
    func reap(at now: Duration) {
        let gone = state.withLock { state in
            sweepLingering(&state, at: now)
            return sweepConnections(&state, at: now)
        }
        for rendezvous in gone {
            shed.count(.clientGone)
            rendezvous.abandon(Refusal(499, "the client went away"))
        }
    }

    /// Returns the handlers whose clients have gone away.
    private func sweepConnections(_ state: inout State, at now: Duration) -> [Rendezvous] {
        var gone: [Rendezvous] = []
        for (socket, entry) in state.entries {
            let stamp = entry.link.stamp
            if stamp != entry.stamp {
                state.entries[socket]?.stamp = stamp
                state.entries[socket]?.since = now
            } else if Link.phase(of: stamp) == .handling {
                if Self.hasHungUp(socket), let waiting = entry.link.rendezvous.withLock({ $0 }) {
                    gone.append(waiting)
                }
            } else if let reason = overstays(entry, at: now) {
                if !entry.isEnding { shed.count(reason) }
                state.entries[socket]?.isEnding = true
                shutdown(socket, Int32(SHUT_RDWR))
            } else if Link.phase(of: stamp) != .sending, Self.hasEnded(socket) {
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
        return gone
    }

    /// Whether the peer will send nothing more and all it sent has been read.
    ///
    /// When bytes and the end of a connection arrive together, the library reads the bytes, takes
    /// the short read for all there is, and never hears of the end.
    private static func hasEnded(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
    }

    private func overstays(_ entry: Entry, at now: Duration) -> ShedReason? {
        let age = now - entry.since
        switch Link.phase(of: entry.stamp) {
        case .opening, .head: return age > limits.headTime ? .slowHead : nil
        case .idle: return age > limits.idleTime ? .idle : nil
        case .body: return isTooSlow(entry, age) ? .slowBody : nil
        case .sending: return isTooSlow(entry, age) ? .slowReader : nil
        case .handling: return nil
        }
    }

    private func isTooSlow(_ entry: Entry, _ age: Duration) -> Bool {
        let moved = entry.link.progress.load(ordering: .relaxed)
        return age > limits.transferGrace + .seconds(moved / max(limits.minimumRate, 1))
    }

    private static func hasHungUp(_ socket: Int32) -> Bool {
        var asked = pollfd(fd: socket, events: peerClosed, revents: 0)
        guard unsafe poll(&asked, 1, 0) > 0 else { return false }
        return asked.revents & (peerClosed | Int16(POLLHUP) | Int16(POLLERR)) != 0
    }

    private func sweepLingering(_ state: inout State, at now: Duration) {
        state.lingering.removeAll { lingering in
            let isOver = now >= lingering.until || Self.readAway(lingering.socket)
            if isOver { close(lingering.socket) }
            return isOver
        }
    }

    /// Throws away what has arrived, at most a megabyte; `true` at the end of it all.
    private static func readAway(_ socket: Int32) -> Bool {
        unsafe withUnsafeTemporaryAllocation(byteCount: 16 * 1024, alignment: 16) { room in
            for _ in 0..<64 {
                let count = unsafe recv(socket, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
                if count == 0 { return true }
                if count < 0 { return errno != EAGAIN && errno != EINTR }
            }
            return false
        }
    }
}

extension ConnectionTable {
    /// Ends connections that wait for a request; what they have already sent is still answered.
    func closeIdle() {
        state.withLock { state in
            for (socket, entry) in state.entries {
                switch Link.phase(of: entry.link.stamp) {
                case .idle, .opening: shutdown(socket, Int32(SHUT_RD))
                case .head, .body, .handling, .sending: break
                }
            }
        }
    }

    /// Ends everything, finished or not.
    func closeAll(_ refusal: Refusal) {
        let waiting = state.withLock { state in
            state.entries.values.compactMap { entry in
                shed.count(.drained)
                return entry.link.rendezvous.withLock { $0 }
            }
        }
        for rendezvous in waiting { rendezvous.abandon(refusal) }
    }

    /// Closes the sockets that were kept open for their last answers.
    func closeLingering() {
        state.withLock { state in
            for lingering in state.lingering { close(lingering.socket) }
            state.lingering = []
        }
    }

    /// Returns once no connection is left.
    func untilEmpty() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isEmpty = state.withLock { state in
                    if state.entries.isEmpty || Task.isCancelled { return true }
                    state.emptied = continuation
                    return false
                }
                if isEmpty { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.emptied.take() }?.resume()
        }
    }
}
