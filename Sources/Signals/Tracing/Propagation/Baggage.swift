/// Names and values that travel with a trace, for anybody on the way to read.
///
/// It goes to every service that is called, so nothing secret belongs here.
public struct Baggage: Hashable, Sendable {
    public private(set) var members: [Member] = []

    /// That of the current task.
    @TaskLocal public static var current = Baggage()

    /// A name with its value.
    public struct Member: Hashable, Sendable {
        /// A token in the sense of HTTP.
        public let key: String
        /// Any text.
        public let value: String
        /// What follows the value, such as `ttl=30;secure`, as it came.
        public let properties: String
    }

    /// At most so many members, and so many bytes of all headers, travel on.
    public static let mostMembers = 64
    public static let longestHeader = 8192

    public init() {}

    public var isEmpty: Bool { members.isEmpty }

    public subscript(key: String) -> String? { members.first { $0.key == key }?.value }

    /// Adds or replaces a member; a key or properties that cannot travel change nothing.
    public func setting(_ key: String, to value: String, properties: String = "") -> Baggage {
        guard BaggageText.isToken(key), BaggageText.areProperties(properties) else { return self }
        var changed = self
        let member = Member(key: key, value: value, properties: properties)
        if let index = members.firstIndex(where: { $0.key == key }) {
            changed.members[index] = member
        } else {
            changed.members.append(member)
        }
        return changed
    }

    public func removing(_ key: String) -> Baggage {
        var changed = self
        changed.members.removeAll { $0.key == key }
        return changed
    }

    /// Reads the values of all `baggage` headers, in order. What breaks the format is left out,
    /// and so is what goes beyond the limits.
    public init(headers: [String]) {
        var size = 0
        for header in headers {
            for text in header.utf8.split(separator: UInt8(ascii: ",")) {
                size += text.count + 1
                guard size <= Self.longestHeader + 1, members.count < Self.mostMembers else {
                    return
                }
                guard let member = Member(Substring(text)) else { continue }
                self = setting(member.key, to: member.value, properties: member.properties)
            }
        }
    }

    /// The value of the header that carries this on; whole members only, as many as may travel.
    public var header: String {
        var header = ""
        var count = 0
        for member in members where count < Self.mostMembers {
            let text = member.text
            let size = header.utf8.count + text.utf8.count + (header.isEmpty ? 0 : 1)
            if size > Self.longestHeader { continue }
            if !header.isEmpty { header += "," }
            header += text
            count += 1
        }
        return header
    }
}

extension Baggage.Member {
    /// Reads `key = value ; properties`; `nil` where it is not that.
    fileprivate init?(_ text: Substring) {
        let fields = text.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 1)
        guard let pair = fields.first,
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
        else { return nil }
        let key = String(BaggageText.trimmed(Substring(pair[..<equals])))
        let value = BaggageText.trimmed(Substring(pair[pair.index(after: equals)...]))
        let properties = fields.count > 1 ? BaggageText.trimmed(Substring(fields[1])) : ""
        guard BaggageText.isToken(key), BaggageText.isValue(value),
            BaggageText.areProperties(String(properties))
        else { return nil }
        self.init(
            key: key,
            value: PercentText.decoded(value),
            properties: String(properties)
        )
    }

    fileprivate var text: String {
        let encoded = PercentText.encoded(value, where: BaggageText.isOctet)
        return "\(key)=\(encoded)" + (properties.isEmpty ? "" : ";" + properties)
    }
}

/// The characters of W3C Baggage.
enum BaggageText {
    /// Those that stand for themselves in a value; `%` does not.
    static func isOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"): false
        case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
        default: false
        }
    }

    static func isValue(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { isOctet($0) || $0 == UInt8(ascii: "%") }
    }

    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isTokenCharacter)
    }

    /// Printable, and nothing that would end the member.
    static func areProperties(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",")) || $0 == 0x09 }
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Without spaces and tabs at both ends.
    static func trimmed(_ text: Substring) -> Substring {
        var bytes = text.utf8
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return Substring(bytes)
    }
}
