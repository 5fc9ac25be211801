import TestKit
import Testing
import TraceContext

@testable import Tracing

struct SamplerTests {
    private func request(
        _ traceID: TraceID = TraceID(high: 1, low: 2),
        parent: SpanContext? = nil,
        name: String = "work"
    ) -> SamplingRequest {
        SamplingRequest(parent: parent, traceID: traceID, name: name)
    }

    private func isSampled(_ sampler: any Sampler, _ request: SamplingRequest) -> Bool {
        sampler.sample(request).decision == .recordAndSample
    }

    @Test func `T8: the samplers are described as OpenTelemetry spells them`() {
        #expect(AlwaysOnSampler().description == "AlwaysOnSampler")
        #expect(AlwaysOffSampler().description == "AlwaysOffSampler")
        #expect(TraceIDRatioSampler(ratio: 0.0001).description == "TraceIdRatioBased{0.000100}")
        #expect(TraceIDRatioSampler(ratio: 1).description == "TraceIdRatioBased{1.000000}")
        #expect(
            ParentBasedSampler().description
                == "ParentBased{root:AlwaysOnSampler,"
                + "remoteParentSampled:AlwaysOnSampler,remoteParentNotSampled:AlwaysOffSampler,"
                + "localParentSampled:AlwaysOnSampler,localParentNotSampled:AlwaysOffSampler}"
        )
    }

    @Test func `T8: the default asks the parent, and samples where there is none`() {
        let sampler = TracingOptions().sampler
        #expect(isSampled(sampler, request()))
        #expect(isSampled(sampler, request(parent: .remote())))
        #expect(!isSampled(sampler, request(parent: .remote([]))))
    }

    @Test(arguments: ParentKind.allCases)
    func `T8: each kind of parent has a sampler of its own`(only: ParentKind) {
        func chosen(_ kind: ParentKind) -> any Sampler {
            kind == only ? AlwaysOnSampler() : AlwaysOffSampler()
        }
        let sampler = ParentBasedSampler(
            root: chosen(.none),
            remoteSampled: chosen(.remoteSampled),
            remoteNotSampled: chosen(.remoteNotSampled),
            localSampled: chosen(.localSampled),
            localNotSampled: chosen(.localNotSampled)
        )
        func parent(_ kind: ParentKind) -> SpanContext? {
            let isRemote = kind == .remoteSampled || kind == .remoteNotSampled
            let isSampled = kind == .remoteSampled || kind == .localSampled
            let context = SpanContext(
                traceID: TraceID(high: 1, low: 2),
                spanID: SpanID(value: 3),
                flags: isSampled ? .sampled : [],
                isRemote: isRemote
            )
            return kind == .none ? nil : context
        }
        for kind in ParentKind.allCases {
            #expect(ParentKind(parent(kind)) == kind)
            #expect(isSampled(sampler, request(parent: parent(kind))) == (kind == only))
            #expect(sampler.decision(under: kind) == (kind == only ? .recordAndSample : .drop))
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `T8: whatever a lower ratio samples, a higher one does`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let ratios = [0, 0.0001, 0.01, 0.3, 0.5, 0.999, 1].map { TraceIDRatioSampler(ratio: $0) }
        for _ in 0..<2000 {
            let span = request(TraceID(high: random.next(), low: random.next()))
            let decisions = ratios.map { isSampled($0, span) }
            #expect(decisions == decisions.sorted { !$0 && $1 })
            #expect(decisions == ratios.map { isSampled($0, span) })
            #expect(!decisions[0])
            #expect(decisions[6])
        }
    }

    @Test func `T8: a ratio samples that share of random traces`() {
        var random = SplitMix(seed: 1)
        for ratio in [0.1, 0.5, 0.9] {
            let sampler = TraceIDRatioSampler(ratio: ratio)
            let sampled = (0..<20_000).count { _ in
                isSampled(sampler, request(TraceID(high: 0, low: random.next())))
            }
            #expect(abs(Double(sampled) / 20_000 - ratio) < 0.02)
        }
    }

    @Test(arguments: [-1, 2, Double.nan, .infinity, -.infinity, 1e-300])
    func `T8: no ratio traps`(ratio: Double) {
        _ = isSampled(TraceIDRatioSampler(ratio: ratio), request())
        _ = isSampled(ProbabilitySampler(probability: ratio), request())
        _ = isSampled(CompositeSampler(ComposableProbability(ratio)), request())
        #expect(TraceIDRatioSampler(ratio: ratio).description.hasPrefix("TraceIdRatioBased{"))
    }

    @Test func `T9: always record records what another sampler drops, without sampling it`() {
        let sampler = AlwaysRecordSampler(AlwaysOffSampler())
        #expect(sampler.sample(request()).decision == .recordOnly)
        #expect(sampler.decision(under: .none) == .recordOnly)
        #expect(AlwaysRecordSampler(AlwaysOnSampler()).decision(under: .none) == .recordAndSample)
        let fixture = Fixture(sampler: sampler)
        let span = fixture.tracer.startSpan("work")
        #expect(span.isRecording)
        #expect(!span.context.isSampled)
    }

    @Test(arguments: [
        (1, "0"), (0.5, "8"), (0.25, "c"), (0.1, "e666"), (1.0 / 3, "aaab"), (0.01, "fd70a"),
        (0x1p-56, "ffffffffffffff"),
    ])
    func `T9: a probability is told as a threshold`(probability: Double, threshold: String) {
        #expect(SamplingThreshold(probability: probability)?.description == threshold)
        let sampler = ProbabilitySampler(probability: probability)
        let kept = sampler.sample(request(TraceID(high: 0, low: .max)))
        #expect(kept.traceState["ot"] == "th:\(threshold)")
    }

    @Test func `T9: thresholds are read as they are written`() {
        for text in ["0", "8", "e666", "ffffffffffffff", "00000000000001", "0f"] {
            #expect(SamplingThreshold(text)?.description == text)
        }
        for wrong in ["", "g", "E6", "100000000000000", "-1", "+1", " 1"] {
            #expect(SamplingThreshold(wrong) == nil)
        }
        #expect(SamplingThreshold("8")?.keeps(0x7F_FFFF_FFFF_FFFF) == false)
        #expect(SamplingThreshold("8")?.keeps(0x80_0000_0000_0000) == true)
    }

    @Test
    func `T9, T10: explicit randomness decides instead of the trace id, and is never changed`() {
        let sampler = ProbabilitySampler(probability: 0.5)
        func sample(_ state: String, low: UInt64) -> SamplingResult {
            sampler.sample(request(TraceID(high: 0, low: low), parent: .remote(state: state)))
        }
        let kept = sample("ot=rv:80000000000000,x=1", low: 0)
        #expect(kept.decision == .recordAndSample)
        #expect(kept.traceState.description == "ot=th:8;rv:80000000000000,x=1")
        let dropped = sample("ot=rv:7fffffffffffff;th:4", low: .max)
        #expect(dropped.decision == .drop)
        #expect(dropped.traceState["ot"] == "rv:7fffffffffffff")
    }

    @Test func `T10: randomness is exactly 14 lowercase digits, and anything else is not used`() {
        for text in ["8", "8000000000000", "800000000000000", "8000000000000G", "8000000000000A"] {
            #expect(
                OpenTelemetryState(TraceState("ot=rv:\(text)") ?? TraceState()).randomness == nil
            )
        }
        let state = TraceState("ot=rv:0000000000000a") ?? TraceState()
        #expect(OpenTelemetryState(state).randomness == 10)
        #expect(OpenTelemetryState(state).update(TraceState())["ot"] == "rv:0000000000000a")
    }

    @Test func `T10: other fields of the member ot stay, and it never grows beyond 256 characters`()
    {
        let long = "ot=x:" + String(repeating: "y", count: 250)
        let state = TraceState(long) ?? TraceState()
        var parsed = OpenTelemetryState(state)
        parsed.threshold = .always
        #expect(parsed.update(state) == state)
        let short = TraceState("a=1,ot=x:1;th:8;y:2") ?? TraceState()
        var changed = OpenTelemetryState(short)
        changed.threshold = SamplingThreshold("c")
        #expect(changed.update(short).description == "ot=th:c;x:1;y:2,a=1")
        changed.threshold = nil
        #expect(changed.update(short)["ot"] == "x:1;y:2")
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func
        `T9: a sampler further down keeps nothing that one further up dropped at a lower threshold`(
            seed: UInt64
        )
    {
        var random = SplitMix(seed: seed)
        let (rare, frequent) = (
            ProbabilitySampler(probability: 0.1), ProbabilitySampler(probability: 0.6)
        )
        for _ in 0..<1000 {
            let traceID = TraceID(high: random.next(), low: random.next())
            if isSampled(rare, request(traceID)) { #expect(isSampled(frequent, request(traceID))) }
        }
    }

    @Test func `T9: a composite keeps the parent's threshold and tells it on`() {
        let sampler = CompositeSampler(
            ComposableParentThreshold(root: ComposableProbability.alwaysOn)
        )
        func sample(_ parent: SpanContext?) -> SamplingResult {
            sampler.sample(request(TraceID(high: 0, low: 0x90_0000_0000_0000), parent: parent))
        }
        #expect(sample(nil).traceState["ot"] == "th:0")
        #expect(sample(.remote(state: "ot=th:8")).traceState["ot"] == "th:8")
        #expect(sample(.remote(state: "ot=th:8")).decision == .recordAndSample)
        #expect(sample(.remote(state: "ot=th:c")).decision == .drop)
        #expect(sample(.remote(state: "ot=th:c")).traceState["ot"] == nil)
        // Without a threshold only the flag is known, and no probability is claimed.
        #expect(sample(.remote()).decision == .recordAndSample)
        #expect(sample(.remote()).traceState["ot"] == nil)
        #expect(sample(.remote([])).decision == .drop)
    }

    @Test func `T9: rules choose a composable sampler and annotations come with what is kept`() {
        let rules = ComposableRules([
            .init("health", ComposableProbability.alwaysOff) { $0.name == "GET /-/healthy" },
            .init("marked", ComposableAnnotation(["why": "marked"], ComposableProbability.alwaysOn))
            {
                $0.name == "marked"
            },
        ])
        let sampler = CompositeSampler(rules)
        #expect(sampler.sample(request(name: "GET /-/healthy")).decision == .drop)
        #expect(sampler.sample(request(name: "marked")).attributes == ["why": "marked"])
        #expect(sampler.sample(request(name: "unknown")).decision == .drop)
        #expect(
            sampler.description
                == "CompositeSampler{ComposableRuleBased{health:ComposableAlwaysOff,"
                + "marked:ComposableAnnotating{ComposableAlwaysOn}}}"
        )
    }
}
