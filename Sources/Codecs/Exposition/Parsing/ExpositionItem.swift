/// A name, value or text inside an exposition; `ExpositionReader.string` makes a `String` of it.
package struct ExpositionText: Hashable, Sendable {
    /// Where it is, quotes left out.
    package let range: Range<Int>
    package let hasEscapes: Bool
    package let isQuoted: Bool
}

package struct ExpositionLabel: Hashable, Sendable {
    package let name: ExpositionText
    package let value: ExpositionText
}

/// A sample as it is in the text; its labels are in the reader until the next item is read.
package struct ExpositionSample: Equatable, Sendable {
    package let name: ExpositionText
    /// Name and labels as they are written: the same bytes are the same series.
    package let series: Range<Int>
    package let value: Double
    /// Where the value is written.
    package let valueRange: Range<Int>
    package let timestamp: ExpositionTimestamp?
    package let exemplar: Exemplar?

    /// The labels of an exemplar are in the reader, too.
    package struct Exemplar: Equatable, Sendable {
        package let offset: Int
        package let value: Double
        package let timestamp: ExpositionTimestamp?
    }
}

/// What one line of an exposition says.
package enum ExpositionItem: Equatable, Sendable {
    case help(name: ExpositionText, text: ExpositionText)
    case type(name: ExpositionText, MetricType)
    case unit(name: ExpositionText, unit: ExpositionText)
    case sample(ExpositionSample)
}
