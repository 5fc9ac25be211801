import Glibc

/// Finds the exponential bucket of a value.
///
/// At schema s, bucket i holds the values in (2^((i - 1) / 2^s), 2^(i / 2^s)]. The index is found at
/// the finest schema, 8: the exponent of the value gives it but for its last 8 bits, and these are
/// how many of 256 bounds between 1 and 2 lie below the mantissa. No two bounds share the first 9
/// bits of the mantissa, so a table over these leaves one comparison. Coarser schemas merge pairs
/// of buckets, so their index is the finest one halved, rounded up, once for each step:
///
///     3.0 = 1.5 x 2^1, and 149 bounds lie below 1.5     schema 8: 256 + 150 = 406
///                                                        schema 3: ceil(406 / 32) = 13
@safe struct ExponentialIndex: @unchecked Sendable {
    // Proof: the tables live for ever and are only read.

    static let finestSchema = 8
    static let coarsestSchema = -4
    /// Infinity is in the bucket beyond that of the greatest number.
    static let infinity: Int32 = 1024 * 256 + 1

    static let shared = ExponentialIndex()

    /// The mantissa bits of 2^(n / 256) for n from 0 to 255, and a last one above all mantissas.
    private let bounds: UnsafeMutablePointer<UInt64>
    /// How many bounds lie below the first mantissa that starts with these 9 bits.
    private let guesses: UnsafeMutablePointer<UInt16>

    private init() {
        let mantissa: UInt64 = 1 << 52 - 1
        unsafe bounds = .allocate(capacity: 257)
        for index in 0..<256 {
            let bound = exp2(Double(index) / 256).bitPattern & mantissa
            unsafe (bounds + index).initialize(to: bound)
        }
        unsafe (bounds + 256).initialize(to: 1 << 52)
        unsafe guesses = .allocate(capacity: 512)
        var below = 0
        for cell in 0..<512 {
            while unsafe bounds[below] < UInt64(cell) << 43 { below += 1 }
            unsafe (guesses + cell).initialize(to: UInt16(below))
        }
    }

    /// The factor between neighbouring bounds.
    static func base(ofSchema schema: Int) -> Double { exp2(exp2(-Double(schema))) }

    /// The upper bound of a bucket; beyond the last bucket infinity.
    static func upperBound(of index: Int32, schema: Int) -> Double {
        if schema <= 0 { return scalbn(1, Int32(clamping: Int64(index) << Int64(-schema))) }
        let fine = Int64(index) << Int64(finestSchema - schema)
        let mantissa = unsafe shared.bounds[Int(fine & 255)] | UInt64(1023) << 52
        return scalbn(Double(bitPattern: mantissa), Int32(clamping: fine >> 8))
    }

    /// The index at the finest schema of a positive number; anything for zero and not-a-number.
    @inline(__always)
    func finest(_ value: Double) -> Int32 {
        let bits = value.bitPattern
        let exponent = Int32(truncatingIfNeeded: bits >> 52) - 1023
        let mantissa = bits & (1 << 52 - 1)
        if exponent <= -1023 || exponent > 1023 { return unusual(value) }
        let guess = Int(unsafe guesses[Int(mantissa >> 43)])
        let isAbove = unsafe bounds[guess] < mantissa
        return exponent &* 256 &+ Int32(guess) &+ (isAbove ? 1 : 0)
    }

    /// Infinity and subnormal numbers; zero and not-a-number have no bucket.
    @inline(never)
    private func unusual(_ value: Double) -> Int32 {
        if value == .infinity { return Self.infinity }
        return value > 0 ? finest(value * 0x1p52) - 52 * 256 : 0
    }

    /// The bucket into which the buckets of a schema fall when it gets `steps` coarser.
    @inline(__always)
    static func coarser(_ index: Int32, by steps: Int32) -> Int32 {
        (index &+ (1 &<< steps) &- 1) >> steps
    }
}
