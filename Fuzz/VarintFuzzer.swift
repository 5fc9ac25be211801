import Bytes

func fuzzVarint(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    while let value = try? reader.varint() {
        var buffer = ByteBuffer()
        buffer.append(varint: value)
        precondition(!buffer.isEmpty)
    }
}
