/// How much one exposition may ask of its reader.
package struct ExpositionLimits: Sendable {
    /// Bytes of a line, its line feed left out.
    package var lineLength = 1 << 20
    /// Labels of a sample or an exemplar.
    package var labels = 256
    /// Bytes of a metric's or a label's name.
    package var nameLength = 4096
    /// Bytes of one `MetricFamily` message.
    package var messageLength = 64 << 20
    /// Buckets of a histogram, classic and native counted apart.
    package var buckets = 10_000

    package init() {}
}
