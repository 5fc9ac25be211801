extension ByteBuffer {
    /// Appends a little-endian base-128 integer (1 to 10 bytes).
    @inlinable
    package mutating func append(varint value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80,
                toByteOffset: count,
                as: UInt8.self
            )
            count += 1
            rest >>= 7
        }
        unsafe base.storeBytes(
            of: UInt8(truncatingIfNeeded: rest),
            toByteOffset: count,
            as: UInt8.self
        )
        count += 1
    }

    /// Appends a signed integer, small magnitudes first: 0, -1, 1, -2 become 0, 1, 2, 3.
    @inlinable
    package mutating func append(zigzag value: Int64) {
        append(varint: UInt64(bitPattern: (value &<< 1) ^ (value >> 63)))
    }

    @inlinable
    package mutating func append(fixed32 value: UInt32) {
        reserve(4)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    @inlinable
    package mutating func append(fixed64 value: UInt64) {
        reserve(8)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    /// Appends `value` in decimal digits.
    @inlinable
    package mutating func append(decimal value: UInt64) {
        reserve(20)
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, value >= bound {
            digits += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        var rest = value
        var position = count + digits
        while position > count {
            position -= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe base.storeBytes(
                of: 0x30 + UInt8(truncatingIfNeeded: remainder),
                toByteOffset: position,
                as: UInt8.self
            )
            rest = quotient
        }
        count += digits
    }

    @inlinable
    package mutating func append(decimal value: Int64) {
        if value < 0 { append(0x2D) }
        append(decimal: value.magnitude)
    }
}
