public import TraceContext

/// A span that is over, as processors get it: a reference, whose data is put together on demand.
public struct EndedSpan: Sendable {
    private let recording: Recording
    /// Exporters want it: it was sampled when it started, or is kept after all.
    public private(set) var isSampled: Bool

    init(_ recording: Recording) {
        self.recording = recording
        isSampled = recording.context.isSampled
    }

    /// All about it; it costs some copies, so ask for it once.
    public var data: SpanData {
        var data = recording.data
        if isSampled { data.context = data.context.sampled }
        return data
    }

    public var isError: Bool { recording.status.isError }

    public var duration: Duration { recording.duration }

    public var traceID: TraceID { recording.context.traceID }

    /// The same span, wanted by exporters although it was not sampled when it started.
    public var kept: EndedSpan {
        var kept = self
        kept.isSampled = true
        return kept
    }
}
