import Synchronization

/// A part that watches and can be switched off without the rest noticing.
package enum Instrument: String, CaseIterable, Sendable {
    case metrics

    /// How a person switches it, as told where it is off.
    var setting: String {
        switch self {
        case .metrics: "METRICS_ENABLED or metrics.enabled"
        }
    }
}

/// The settings that a reload changes while everything runs, readable at no cost.
package final class RunningSettings: Sendable {
    private let metrics: Atomic<Bool>
    private let createdLines: Atomic<Bool>

    init(_ configuration: Configuration) {
        metrics = Atomic(configuration.metrics.isEnabled)
        createdLines = Atomic(configuration.metrics.writesCreatedLines)
    }

    func apply(_ configuration: Configuration) {
        metrics.store(configuration.metrics.isEnabled, ordering: .relaxed)
        createdLines.store(configuration.metrics.writesCreatedLines, ordering: .relaxed)
    }

    package func isOn(_ instrument: Instrument) -> Bool {
        switch instrument {
        case .metrics: metrics.load(ordering: .relaxed)
        }
    }

    var writesCreatedLines: Bool { createdLines.load(ordering: .relaxed) }
}
