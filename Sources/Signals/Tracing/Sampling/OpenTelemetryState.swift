public import TraceContext

/// The member `ot` of a trace state: `ot=th:8;rv:1234567890abcd`.
///
/// `th` is the threshold the trace was sampled with, `rv` the random number to compare with it
/// where the trace id is not random. Others are kept as they are.
public struct OpenTelemetryState: Hashable, Sendable {
    public var threshold: SamplingThreshold?
    /// Set by whoever starts the trace, and by nobody later.
    public private(set) var randomness: UInt64?
    private var others: [Substring] = []

    static let key = "ot"
    /// The whole value is at most this long.
    static let longest = 256

    public init() {}

    /// Reads what is there; what breaks the format is left out.
    public init(_ traceState: TraceState) {
        guard !traceState.isEmpty, let value = traceState[Self.key] else { return }
        for field in value.split(separator: ";") {
            if field.hasPrefix("th:") {
                threshold = SamplingThreshold(field.dropFirst(3))
            } else if field.hasPrefix("rv:") {
                let digits = field.dropFirst(3)
                if digits.utf8.count == 14 { randomness = LowercaseDigits(digits)?.value }
            } else {
                others.append(field)
            }
        }
    }

    /// The random number of a trace: `rv`, or the low 56 bits of its id.
    public func randomness(of traceID: TraceID) -> UInt64 {
        randomness ?? traceID.low & (SamplingThreshold.end - 1)
    }

    /// `traceState` with this as its `ot`; unchanged where it would be too long.
    public func update(_ traceState: TraceState) -> TraceState {
        var fields: [String] = []
        if let threshold { fields.append("th:\(threshold)") }
        if let randomness {
            let digits = String(randomness, radix: 16)
            fields.append("rv:" + String(repeating: "0", count: 14 - digits.utf8.count) + digits)
        }
        let value = (fields + others.map { String($0) }).joined(separator: ";")
        if value.isEmpty { return traceState.removing(Self.key) }
        guard value.utf8.count <= Self.longest else { return traceState }
        return traceState.setting(Self.key, to: value) ?? traceState
    }
}
