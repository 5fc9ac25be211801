/// The escapes of URLs and forms.
enum PercentCoding {
    static func decode(
        _ bytes: ArraySlice<UInt8>,
        plusIsSpace: Bool
    ) throws(Refusal) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x25:
                guard position + 1 < bytes.endIndex,
                    let high = Characters.hexadecimal(bytes[position]),
                    let low = Characters.hexadecimal(bytes[position + 1])
                else { throw Refusal(400, "a % is not followed by two hexadecimal digits") }
                decoded.append(high << 4 | low)
                position += 2
            case 0x2B where plusIsSpace: decoded.append(0x20)
            default: decoded.append(byte)
            }
        }
        return decoded
    }
}
