import Exposition

/// A metric whose values are computed when it is scraped.
public struct CollectedFamily: Hashable, Sendable {
    let description: FamilyDescription

    public static func counter(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = []
    ) -> CollectedFamily {
        make(.counter, name, help, unit, labels)
    }

    public static func gauge(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = []
    ) -> CollectedFamily {
        make(.gauge, name, help, unit, labels)
    }

    /// A metric of which is not known whether it may fall.
    public static func unknown(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = []
    ) -> CollectedFamily {
        make(.unknown, name, help, unit, labels)
    }

    /// A histogram counted elsewhere; `bounds` are finite and ascend.
    public static func histogram(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = [],
        bounds: [Double]
    ) -> CollectedFamily {
        make(.histogram, name, help, unit, labels) { $0.bounds = bounds }
    }

    /// A histogram of what there is now, such as the ages of waiting jobs: its counts may fall.
    public static func gaugeHistogram(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = [],
        bounds: [Double]
    ) -> CollectedFamily {
        make(.gaugeHistogram, name, help, unit, labels) { $0.bounds = bounds }
    }

    /// A summary computed elsewhere; `quantiles` ascend within 0 to 1.
    public static func summary(
        _ name: String,
        help: String,
        unit: String = "",
        labels: [String] = [],
        quantiles: [Double]
    ) -> CollectedFamily {
        make(.summary, name, help, unit, labels) { $0.quantiles = quantiles }
    }

    private static func make(
        _ type: MetricType,
        _ name: String,
        _ help: String,
        _ unit: String,
        _ labels: [String],
        _ complete: (inout FamilyDescription) -> Void = { _ in }
    ) -> CollectedFamily {
        var description = FamilyDescription(
            given: name,
            type: type,
            help: help,
            unit: unit,
            labels: labels
        )
        complete(&description)
        return CollectedFamily(description: description)
    }

    public static func == (left: CollectedFamily, right: CollectedFamily) -> Bool {
        left.description == right.description
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(description.name) }

    /// What every registry tells about itself.
    static let cardinalityOverflows = counter(
        "tocsin_metrics_cardinality_overflows",
        help: "How often a series beyond its family's limit, or with labels missing, was updated.",
        labels: ["family"]
    )
}
