internal import Glibc

/// Context in environment variables: `TRACEPARENT`, `TRACESTATE`, `BAGGAGE`.
///
/// Every child process gets them, so that a program that a release step starts continues the
/// trace. The carrier changes no environment and starts no process.
public struct EnvironmentCarrier: TextMap, Hashable, Sendable {
    /// All variables, ready for a child.
    public private(set) var variables: [String: String]

    public init(_ variables: [String: String] = [:]) { self.variables = variables }

    /// The variables of this process.
    public static var current: EnvironmentCarrier {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            unsafe next += 1
            let text = unsafe String(cString: entry)
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(text[..<equals])
            // Of two variables with one name, getenv finds the first.
            if variables[name] == nil {
                variables[name] = String(text[text.utf8.index(after: equals)...])
            }
        }
        return EnvironmentCarrier(variables)
    }

    /// The variable for a field: capitals, digits and underscores, with no digit in front.
    public static func normalized(_ name: String) -> String {
        let bytes = name.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x61...0x7A: byte & ~0x20
            case 0x41...0x5A, 0x30...0x39: byte
            default: UInt8(ascii: "_")
            }
        }
        let startsWithDigit = bytes.first.map { (0x30...0x39).contains($0) } ?? true
        return (startsWithDigit ? "_" : "") + String(decoding: bytes, as: UTF8.self)
    }

    public func forEachValue(of name: String, _ body: (String) -> Void) {
        if let value = variables[Self.normalized(name)] { body(value) }
    }

    public mutating func set(_ name: String, to value: String) {
        variables[Self.normalized(name)] = value
    }

    public var names: [String] { Array(variables.keys) }
}
