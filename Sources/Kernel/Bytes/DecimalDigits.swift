/// The digits of a decimal number, gathered while some grammar scans it.
///
/// Where the digits fit into 53 bits and the exponent is small, the nearest double is one exact
/// operation away (Clinger 1990); elsewhere the standard library's conversion is right but slower.
package struct DecimalDigits {
    /// All digits as one integer, as long as they fit.
    package private(set) var value: UInt64 = 0
    /// Whether `value` holds all digits.
    package private(set) var isExact = true
    /// By how many tens the value has to be multiplied.
    package var exponent = 0

    /// Every power of ten that a double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    package init() {}

    /// Adds an ASCII digit.
    @inline(__always)
    package mutating func add(_ digit: UInt8) {
        let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit & 15))
        if overflow || carry { isExact = false } else { value = sum }
    }

    /// The nearest double, infinite when no double is as large.
    ///
    /// `text` is the whole number, sign and exponent included, in ASCII.
    package func double(isNegative: Bool, text: ArraySlice<UInt8>) -> Double {
        guard isExact, value <= 1 << 53, exponent.magnitude < Self.exactPowers.count else {
            return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
        }
        let power = Self.exactPowers[Int(exponent.magnitude)]
        let scaled = exponent < 0 ? Double(value) / power : Double(value) * power
        return isNegative ? -scaled : scaled
    }
}
