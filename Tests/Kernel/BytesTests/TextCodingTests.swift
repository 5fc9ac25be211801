import Bytes
import TestKit
import Testing

struct TextCodingTests {
    private static let codings: [Base64] = [
        .standard, .url, .standardUnpadded, .urlUnpadded,
    ]

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the base64 vectors of RFC 4648 come out`(plain: String, coded: String) throws {
        #expect(encode(Array(plain.utf8), .standard) == coded)
        #expect(try Base64.standard.decode(coded) == Array(plain.utf8))
        let unpadded = coded.filter { $0 != "=" }
        #expect(encode(Array(plain.utf8), .urlUnpadded) == unpadded)
        #expect(try Base64.urlUnpadded.decode(unpadded) == Array(plain.utf8))
    }

    @Test func `the URL alphabet has no plus and no slash`() throws {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xFE]
        #expect(encode(bytes, .standard) == "+//+")
        #expect(encode(bytes, .url) == "-__-")
        #expect(throws: MalformedBytes(offset: 0, reason: .notBase64)) {
            try Base64.url.decode("+//+")
        }
        #expect(throws: MalformedBytes(offset: 1, reason: .notBase64)) {
            try Base64.standard.decode("A__A")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `any bytes come back from any coding`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 0...70, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        for coding in Self.codings {
            #expect(try coding.decode(encode(bytes, coding)) == bytes)
        }
        var buffer = ByteBuffer()
        buffer.append(hex: bytes)
        #expect(try Hex.decode(buffer.string) == bytes)
        #expect(try Hex.decode(buffer.string.uppercased()) == bytes)
    }

    /// Every text of up to four characters of a small alphabet: what decodes also encodes to it.
    @Test func `no two texts stand for the same bytes`() {
        let letters = Array("AQg9+=*".utf8)
        var texts: [[UInt8]] = [[]]
        for _ in 0..<4 { texts += texts.flatMap { text in letters.map { text + [$0] } } }
        for text in Set(texts) {
            for coding in Self.codings {
                guard let bytes = try? coding.decode(text) else { continue }
                #expect(encode(bytes, coding) == String(decoding: text, as: UTF8.self))
            }
        }
    }

    @Test(
        arguments: [
            ("Zg=", 3, .truncated(needed: 1, left: 0)),
            ("Zg", 2, .truncated(needed: 2, left: 0)),
            ("Z", 1, .truncated(needed: 3, left: 0)),
            ("Zm9v=", 4, .base64Padding),
            ("Zg===", 3, .base64Padding),
            ("Zh==", 1, .base64TrailingBits),
            ("Zm 9", 2, .notBase64),
        ] as [(String, Int, MalformedBytes.Reason)]
    )
    func `a bad base64 text is refused where it is bad`(
        text: String,
        offset: Int,
        reason: MalformedBytes.Reason
    ) {
        #expect(throws: MalformedBytes(offset: offset, reason: reason)) {
            try Base64.standard.decode(text)
        }
    }

    @Test func `hex refuses half a byte and a foreign letter`() {
        #expect(throws: MalformedBytes(offset: 3, reason: .truncated(needed: 1, left: 0))) {
            try Hex.decode("abc")
        }
        for byte in UInt8.min ... .max {
            let isDigit = "0123456789abcdefABCDEF".utf8.contains(byte)
            #expect((try? Hex.decode([0x30, byte])) != nil || !isDigit)
            guard !isDigit else { continue }
            #expect(throws: MalformedBytes(offset: 1, reason: .notHex)) {
                try Hex.decode([0x30, byte])
            }
        }
    }

    private func encode(_ bytes: [UInt8], _ coding: Base64) -> String {
        var buffer = ByteBuffer()
        buffer.append(bytes, as: coding)
        return buffer.string
    }
}
