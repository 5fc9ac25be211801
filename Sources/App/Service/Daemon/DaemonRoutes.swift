import Bytes
import Exposition
import HTTPServer
import Metrics
import Synchronization

/// Everything the daemon answers over HTTP.
struct DaemonRoutes {
    let registry: Registry
    let settings: RunningSettings
    let readiness: Readiness
    let reload: @Sendable () throws -> [String]

    func table() -> Routes {
        Routes([
            Route(.get, path: "/", access: .role(.reader)) { _ in HomePage.response },
            Route(.get, path: "/metrics", access: .role(.reader), immediate: scrape),
            Route(.get, path: "/-/healthy", access: .anyone) { _ in .text("healthy\n") },
            Route(.get, path: "/-/ready", access: .anyone) { _ in answerReadiness() },
            Route(.post, .put, path: "/-/reload", access: .role(.admin)) { _ in try answerReload()
            },
        ])
    }

    private func scrape(_ request: Request) throws -> Response {
        guard settings.isOn(.metrics) else {
            throw Refusal(404, "metrics are off (\(Instrument.metrics.setting))")
        }
        let negotiation = Negotiation(accept: request.head.value("accept"))
        let (registry, created) = (registry, settings.writesCreatedLines)
        return Response(
            headers: [
                Header("Content-Type", negotiation.contentType), Header("Vary", Negotiation.vary),
            ],
            body: .stream { registry.exposition(negotiation, created: created) as any ByteSource }
        )
    }

    private func answerReadiness() -> Response {
        let waiting = readiness.waiting
        var lines = waiting.isEmpty ? ["ready"] : waiting.map { "waiting: \($0)" }
        for instrument in Instrument.allCases where !settings.isOn(instrument) {
            lines.append("off: \(instrument.rawValue) (\(instrument.setting))")
        }
        let text = lines.joined(separator: "\n") + "\n"
        return .text(text, status: waiting.isEmpty ? 200 : 503)
    }

    private func answerReload() throws -> Response {
        do {
            let waiting = try reload()
            let rest =
                waiting.isEmpty
                ? "" : "; after a restart: \(waiting.joined(separator: ", "))"
            return .text("reloaded\(rest)\n")
        } catch {
            throw Refusal(500, "the old configuration stays in force:\n\(error)")
        }
    }
}

/// What still has to happen before the daemon can do its work.
package final class Readiness: Sendable {
    private let pending: Mutex<[String]>

    init(waitingFor pending: [String]) { self.pending = Mutex(pending) }

    var waiting: [String] { pending.withLock { $0 } }

    func done(_ what: String) { pending.withLock { $0.removeAll { $0 == what } } }

    func wait(for what: String) { pending.withLock { $0.append(what) } }
}
