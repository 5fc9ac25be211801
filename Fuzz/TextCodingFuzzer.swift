import Bytes

/// Base64 decodes only what it writes, and hexadecimal digits come back in lower case.
func fuzzTextCoding(_ bytes: [UInt8]) {
    for coding in [Base64.standard, .url, .standardUnpadded, .urlUnpadded] {
        guard let decoded = try? coding.decode(bytes) else { continue }
        var buffer = ByteBuffer()
        buffer.append(decoded, as: coding)
        precondition(buffer.array == bytes)
    }
    guard let decoded = try? Hex.decode(bytes) else { return }
    var buffer = ByteBuffer()
    buffer.append(hex: decoded)
    precondition(buffer.count == bytes.count)
}
