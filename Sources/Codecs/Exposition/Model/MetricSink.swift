/// Takes in a snapshot: families one after another, each followed by its series.
///
/// The encoders are sinks; so are the embedded store and the OTLP exporter.
package protocol MetricSink: ~Copyable {
    /// What follows up to the next call of `begin` belongs to `family`.
    mutating func begin(_ family: FamilyDescription)
    mutating func counter(_ labels: LabelValues, _ point: CounterPoint)
    /// A value that may go up and down: a gauge, or one of which that is unknown.
    mutating func gauge(_ labels: LabelValues, _ value: Double)
    mutating func histogram(_ labels: LabelValues, _ point: borrowing HistogramPoint)
    mutating func summary(_ labels: LabelValues, _ point: borrowing SummaryPoint)
    mutating func info(_ labels: LabelValues)
    /// Bit n of `active` is the n-th of the family's states.
    mutating func stateSet(_ labels: LabelValues, active: UInt64)
    /// No family follows.
    mutating func finish()
}
