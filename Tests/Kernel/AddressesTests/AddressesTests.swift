import Addresses
import Testing

struct AddressesTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:DB8:0:0::1", "2001:db8::1"), ("fe80::1", "fe80::1"), ("::", "::"),
    ])
    func `addresses are read and written`(text: String, written: String) {
        #expect(IPAddress(text)?.description == written)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.0.0.1", "2130706433", "017700000001",
        "1.2.3.4 ", "::g", "fe80::1%eth0", "[::1]", "1::2::3",
    ])
    func `other spellings are no addresses`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("10.1.2.3/32", "10.1.2.3", "10.1.2.2"),
        ("0.0.0.0/0", "255.1.1.1", "::1"), ("fe80::/10", "febf::1", "fec0::"),
        ("::/0", "10.0.0.1", ""), ("2001:db8::/64", "2001:db8::ffff", "2001:db8:0:1::"),
        ("::1", "::1", "::2"), ("::ffff:0:0/96", "1.2.3.4", "::1"),
    ])
    func `a range contains what begins like it`(range: String, inside: String, outside: String)
        throws
    {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(IPAddress(inside))))
        if let outside = IPAddress(outside) { #expect(!range.contains(outside)) }
    }

    @Test(arguments: [
        "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/+8", "/8", "a/8",
        "1.2.3.4/8/8",
    ])
    func `malformed ranges are refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.255",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1", "100::1",
    ])
    func `what only this network reaches is not public`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressVetting.publicOnly.allows(address))
        #expect(AddressVetting.anything.allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1",
        "100.128.0.1", "192.167.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
        "2400:cb00::1",
    ])
    func `what the internet routes is public`(text: String) throws {
        #expect(AddressVetting.publicOnly.allows(try #require(IPAddress(text))))
    }

    @Test func `a list allows what it names`() throws {
        let vetting = AddressVetting.only([try #require(AddressRange("127.0.0.0/8"))])
        #expect(vetting.allows(try #require(IPAddress("127.0.0.1"))))
        #expect(vetting.allows(try #require(IPAddress("::ffff:127.0.0.1"))))
        #expect(!vetting.allows(try #require(IPAddress("8.8.8.8"))))
    }
}
