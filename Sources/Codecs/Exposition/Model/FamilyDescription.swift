/// What all series of one metric have in common.
package struct FamilyDescription: Equatable, Sendable {
    /// The name as OpenMetrics gives it: without `_total` and `_info`.
    package var name: String
    package var type: MetricType
    package var help: String
    /// The unit in which values are, such as `seconds`, or empty; the name ends in it.
    package var unit: String
    package var labelNames: [String]
    /// The finite upper bounds of a histogram's classic buckets, ascending.
    package var bounds: [Double]
    /// The quantiles that a summary estimates.
    package var quantiles: [Double]
    /// The states that a state set has, one bit of the value for each.
    package var states: [String]

    package init(
        name: String,
        type: MetricType,
        help: String = "",
        unit: String = "",
        labelNames: [String] = [],
        bounds: [Double] = [],
        quantiles: [Double] = [],
        states: [String] = []
    ) {
        self.name = name
        self.type = type
        self.help = help
        self.unit = unit
        self.labelNames = labelNames
        self.bounds = bounds
        self.quantiles = quantiles
        self.states = states
    }

    /// The name of the family's main series.
    package var seriesName: String { name + type.seriesSuffix }
}
