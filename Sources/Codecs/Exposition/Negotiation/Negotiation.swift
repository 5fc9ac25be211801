/// What a scraper is answered with, decided from its `Accept` header alone.
package struct Negotiation: Equatable, Sendable {
    package let format: ExpositionFormat
    package let escaping: EscapingScheme

    /// The request headers on which the answer depends.
    package static let vary = "Accept, Accept-Encoding"

    /// A header beyond this is read as if it were absent.
    package static let longestHeader = 8192

    /// A format that cannot quote names replaces what would need quotes by underscores.
    package init(format: ExpositionFormat, escaping: EscapingScheme) {
        let isReadable = escaping != .allowUTF8 || format.canQuoteNames
        self.format = format
        self.escaping = isReadable ? escaping : .underscores
    }

    /// The format of the clause with the highest weight; among equals, the richest format.
    ///
    /// Text 0.0.4 answers a missing header, `*/*`, and whatever nothing of ours matches. The
    /// escaping scheme is that of the chosen clause.
    package init(accept: String?) {
        let clauses = accept.map(Self.clauses) ?? []
        var best: (weight: Int, format: ExpositionFormat, escaping: EscapingScheme)?
        for format in ExpositionFormat.allCases {
            guard let clause = Self.mostSpecific(for: format, in: clauses) else { continue }
            guard clause.weight > 0, clause.weight > best?.weight ?? 0 else { continue }
            best = (clause.weight, format, clause.escaping ?? .underscores)
        }
        self.init(format: best?.format ?? .text0, escaping: best?.escaping ?? .underscores)
    }

    package var contentType: String {
        "\(format.mediaType); \(format.parameters); escaping=\(escaping.rawValue)"
    }

    private static func clauses(_ header: String) -> [AcceptClause] {
        guard header.utf8.count <= longestHeader else { return [] }
        return AcceptClause.parse(header)
    }

    private static func mostSpecific(
        for format: ExpositionFormat,
        in clauses: [AcceptClause]
    ) -> AcceptClause? {
        var chosen: (specificity: Int, clause: AcceptClause)?
        for clause in clauses {
            guard let specificity = clause.specificity(for: format) else { continue }
            guard let known = chosen else {
                chosen = (specificity, clause)
                continue
            }
            if (specificity, clause.weight) > (known.specificity, known.clause.weight) {
                chosen = (specificity, clause)
            }
        }
        return chosen?.clause
    }
}
