/// The value of `OTEL_RESOURCE_ATTRIBUTES`: `service.version=2.1,deployment.environment.name=test`.
///
/// Names and values are percent-encoded. One mistake makes the whole value worthless, so that
/// nobody works with half of it.
enum ResourceAttributeList {
    struct Malformed: Error, Hashable, CustomStringConvertible {
        let member: Int
        let reason: String

        var description: String { "member \(member) \(reason)" }
    }

    /// More members than this count as a mistake.
    static let mostMembers = 1024

    static func parse(_ text: String) throws(Malformed) -> Attributes {
        var attributes = Attributes()
        var number = 0
        for member in text.utf8.split(separator: UInt8(ascii: ",")) {
            number += 1
            if number > mostMembers { throw Malformed(member: number, reason: "is one too many") }
            let fields = member.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard fields.count == 2 else { throw Malformed(member: number, reason: "has no =") }
            let key = BaggageText.trimmed(Substring(fields[0]))
            let value = BaggageText.trimmed(Substring(fields[1]))
            guard !key.isEmpty else { throw Malformed(member: number, reason: "has no name") }
            guard PercentText.isWellFormed(key), PercentText.isWellFormed(value) else {
                throw Malformed(member: number, reason: "has an incomplete % escape")
            }
            attributes[AttributeKey(PercentText.decoded(key))] = .string(PercentText.decoded(value))
        }
        return attributes
    }
}
