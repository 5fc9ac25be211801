import Bytes

extension ByteBuffer {
    mutating func append(double value: Double) {
        if value.magnitude < 1e15, let whole = Int64(exactly: value) {
            append(decimal: whole)
        } else if value.isFinite {
            append(value.description)
        } else if value.isNaN {
            append(literal: "NaN")
        } else {
            append(literal: value < 0 ? "-Inf" : "+Inf")
        }
    }
}
