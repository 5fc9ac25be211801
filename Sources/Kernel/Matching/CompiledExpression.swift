internal import CRE2

/// Owns an expression compiled by RE2, whose time is linear in the text whatever the pattern.
@safe struct CompiledExpression: ~Copyable, @unchecked Sendable {
    // Sendable because RE2 matches `const` expressions from any number of threads; it locks its
    // caches itself.
    private let handle: OpaquePointer

    /// What RE2 may use for the program and its caches.
    ///
    /// RE2 lets the program have about 1/96 of it in instructions of 16 bytes, so a pattern that
    /// needs more than 10,900 is refused.
    static let memoryLimit: Int64 = 1 << 20

    init(_ pattern: String) throws(PatternError) {
        var error = tocsin_re2_error()
        let compiled = unsafe pattern.utf8.span.withUnsafeBufferPointer { text in
            unsafe tocsin_re2_compile(text.baseAddress, text.count, Self.memoryLimit, &error)
        }
        guard let compiled = unsafe compiled else {
            let reason = unsafe withUnsafeBytes(of: error.reason) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let offset = error.offset < 0 ? nil : error.offset
            throw PatternError(pattern: pattern, reason: reason, offset: offset)
        }
        unsafe handle = compiled
    }

    deinit { unsafe tocsin_re2_free(handle) }

    func matches(_ text: Span<UInt8>) -> Bool {
        unsafe text.withUnsafeBufferPointer { bytes in
            unsafe tocsin_re2_matches(handle, bytes.baseAddress, bytes.count) != 0
        }
    }

    /// Bytes with which every matching text begins.
    var prefix: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.longestPrefix) { bytes, count in
            unsafe count = tocsin_re2_prefix(handle, bytes.baseAddress, bytes.count)
        }
    }

    private static let longestPrefix = 64
}
