extension ByteBuffer {
    /// Appends the shortest decimal that reads back as `value`, as Prometheus spells it: whole
    /// numbers without a point, and `+Inf`, `-Inf`, `NaN`.
    package mutating func append(double value: Double) {
        guard value.isFinite else {
            if value.isNaN { return append(literal: "NaN") }
            return value < 0 ? append(literal: "-Inf") : append(literal: "+Inf")
        }
        let magnitude = value.magnitude
        if magnitude < Self.wholeNumberLimit, Double(UInt64(magnitude)) == magnitude {
            // The sign is looked at, not compared, because there is a negative zero.
            if value.sign == .minus { append(UInt8(ascii: "-")) }
            return append(decimal: UInt64(magnitude))
        }
        append(value.description)
    }

    /// From here on `Double.description` is scientific, without a trailing `.0`.
    private static var wholeNumberLimit: Double { 1e16 }
}
