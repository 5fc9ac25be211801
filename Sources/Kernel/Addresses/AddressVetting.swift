/// Which addresses may be connected to.
///
/// A URL that someone else wrote (a webhook, a link in an alert) must not make the daemon talk to
/// what only the daemon can reach. The check is on the address that is connected to, so neither
/// odd spellings of 127.0.0.1 nor a name that resolves anew can pass it.
package enum AddressVetting: Sendable, Equatable {
    case anything
    /// Only what the public internet routes.
    case publicOnly
    case only([AddressRange])

    package func allows(_ address: IPAddress) -> Bool {
        switch self {
        case .anything: true
        case .only(let ranges): ranges.contains { $0.contains(address) }
        case .publicOnly:
            if address.ipv4 != nil {
                !Self.private4.contains { $0.contains(address) }
            } else {
                Self.global6.contains(address) && !Self.private6.contains { $0.contains(address) }
            }
        }
    }

    /// Everything in the IANA special-purpose registry that is not globally reachable.
    private static let private4 = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    ])

    /// What is assigned to the public internet; loopback, link-local, unique local, multicast and
    /// translated IPv4 lie outside.
    private static let global6 = ranges(["2000::/3"])[0]

    /// Documentation, benchmarks, and tunnels that carry an IPv4 address past the other list.
    private static let private6 = ranges([
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ])

    private static func ranges(_ texts: [String]) -> [AddressRange] {
        let ranges = texts.compactMap(AddressRange.init)
        precondition(ranges.count == texts.count, "the built-in ranges are well-formed")
        return ranges
    }
}
