/// Everything that can be said about an exposition: what is against its format, and what a linter
/// would do differently.
package struct ExpositionCheck: Sendable {
    /// Why the exposition is not valid; nothing else is looked at then.
    package let problems: [ExpositionError]
    /// Advice, in the order of the exposition.
    package let findings: [Finding]

    package static func run(
        _ bytes: [UInt8],
        format: ExpositionFormat,
        limits: ExpositionLimits = ExpositionLimits()
    ) -> ExpositionCheck {
        do throws(ExpositionError) {
            let families = try families(in: bytes, format: format, limits: limits)
            let findings = Linter.findings(in: families) + SeriesOrder.findings(in: families)
            return ExpositionCheck(problems: [], findings: findings.inOrder)
        } catch {
            return ExpositionCheck(problems: [error], findings: [])
        }
    }

    /// The strict parser of the format.
    package static func families(
        in bytes: [UInt8],
        format: ExpositionFormat,
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [ParsedFamily] {
        switch format {
        case .protobuf: try ProtobufParser.families(in: bytes, limits: limits)
        case .openMetrics0, .openMetrics1: try OpenMetricsParser.families(in: bytes, limits: limits)
        case .text0, .text1: try TextParser.families(in: bytes, limits: limits)
        }
    }
}
