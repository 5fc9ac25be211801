internal import TraceContext

/// Local traces that are not over yet, and what has been decided about those that are.
///
/// A trace is over when none of its spans is open. It is kept when one of them failed or was slow.
struct TailBuffer {
    private let limits: TailSpanProcessor.Limits
    private var traces: [TraceID: Trace] = [:]
    /// In the order in which the traces began, with those that are over in between.
    private var order: [TraceID] = []
    private var buffered = 0
    /// For spans that end after their trace was decided; the oldest decision makes room.
    private var decisions: [TraceID: Bool] = [:]
    private var decided: [TraceID] = []
    private var oldestDecision = 0

    /// Spans that were not kept, and those that were lost to a limit.
    private(set) var passedOver: UInt64 = 0
    private(set) var lost: UInt64 = 0
    private(set) var kept: UInt64 = 0

    private struct Trace {
        var open = 0
        var isWanted = false
        var spans: [EndedSpan] = []
    }

    init(_ limits: TailSpanProcessor.Limits) { self.limits = limits }

    /// Returns spans to hand on: of a trace that had to make room.
    mutating func start(_ traceID: TraceID) -> [EndedSpan] {
        if traces[traceID] != nil {
            traces[traceID]?.open += 1
            return []
        }
        // Work that goes on after its trace was kept belongs to what is kept.
        traces[traceID] = Trace(open: 1, isWanted: decisions[traceID] == true)
        order.append(traceID)
        return traces.count > max(1, limits.traces) ? decideOldest() : []
    }

    /// Returns spans to hand on.
    mutating func end(_ span: EndedSpan, isWanted: Bool) -> [EndedSpan] {
        let traceID = span.traceID
        guard var trace = traces.removeValue(forKey: traceID) else {
            return late(span, isWanted: isWanted)
        }
        trace.open -= 1
        trace.isWanted = trace.isWanted || isWanted
        if trace.spans.count < limits.spansPerTrace {
            trace.spans.append(span)
            buffered += 1
        } else {
            lost &+= 1
        }
        if trace.open <= 0 { return decide(traceID, trace) }
        traces[traceID] = trace
        return buffered > limits.spans ? decideOldest() : []
    }

    /// Decides about everything with what is known so far.
    mutating func finish() -> [EndedSpan] {
        var wanted: [EndedSpan] = []
        while !traces.isEmpty { wanted += decideOldest() }
        return wanted
    }

    private mutating func late(_ span: EndedSpan, isWanted: Bool) -> [EndedSpan] {
        if isWanted || decisions[span.traceID] == true {
            kept &+= 1
            return [span]
        }
        passedOver &+= 1
        return []
    }

    private mutating func decide(_ traceID: TraceID, _ trace: Trace) -> [EndedSpan] {
        buffered -= trace.spans.count
        remember(traceID, trace.isWanted)
        if order.count > 2 * traces.count + 64 { order.removeAll { traces[$0] == nil } }
        let count = UInt64(trace.spans.count)
        guard trace.isWanted else {
            passedOver &+= count
            return []
        }
        kept &+= count
        return trace.spans
    }

    private mutating func decideOldest() -> [EndedSpan] {
        guard let index = order.firstIndex(where: { traces[$0] != nil }) else { return [] }
        let traceID = order[index]
        order.removeFirst(index + 1)
        guard let trace = traces.removeValue(forKey: traceID) else { return [] }
        return decide(traceID, trace)
    }

    private mutating func remember(_ traceID: TraceID, _ isKept: Bool) {
        guard decisions.updateValue(isKept, forKey: traceID) == nil else { return }
        if decided.count < max(1, limits.decisions) {
            decided.append(traceID)
        } else {
            decisions[decided[oldestDecision]] = nil
            decided[oldestDecision] = traceID
            oldestDecision = (oldestDecision + 1) % decided.count
        }
    }
}
