/// All addresses that begin alike, such as `10.0.0.0/8` or `fe80::/10`.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let first: IPAddress
    /// Leading bits that count, of 128.
    private let bits: Int

    /// Reads `address/length`; an address alone stands for itself.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(String(parts[0])) else {
            return nil
        }
        let width = parts[0].contains(":") ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let given = Int(parts[1]),
                given <= width
            else { return nil }
            length = given
        }
        bits = 128 - width + length
        first = Self.masked(address, bits)
    }

    package func contains(_ address: IPAddress) -> Bool { Self.masked(address, bits) == first }

    private static func masked(_ address: IPAddress, _ bits: Int) -> IPAddress {
        let high = bits >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(bits))
        let low = bits <= 64 ? 0 : ~(bits >= 128 ? 0 : UInt64.max >> UInt64(bits - 64))
        return IPAddress(high: address.high & high, low: address.low & low)
    }

    package var description: String {
        "\(first)/\(first.ipv4 == nil ? bits : bits - 96)"
    }
}
