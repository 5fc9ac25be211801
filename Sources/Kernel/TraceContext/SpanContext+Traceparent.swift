// W3C Trace Context, level 2, section 3.2:
//
//     00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//     version  trace id                    span id          flags
//
// Version 00 is exactly 55 characters. A later version may go on after a further "-"; of it we
// read what version 00 defines, and send version 00.

extension SpanContext {
    /// Reads the value of a `traceparent` header; `nil` where it breaks the format.
    ///
    /// White space around it is ignored. The context is remote and has no trace state.
    public init?(traceparent: String) {
        self.init(traceparent: traceparent.utf8.span)
    }

    init?(traceparent text: Span<UInt8>) {
        let bytes = text.extracting(text.trimmedRange)
        guard bytes.count >= 55, let version = Hexadecimal.read2(bytes, at: 0), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == UInt8(ascii: "-"))
        else { return nil }
        let dash = UInt8(ascii: "-")
        guard bytes[2] == dash, bytes[35] == dash, bytes[52] == dash else { return nil }
        guard let high = Hexadecimal.read16(bytes, at: 3),
            let low = Hexadecimal.read16(bytes, at: 19),
            let span = Hexadecimal.read16(bytes, at: 36),
            let flags = Hexadecimal.read2(bytes, at: 53)
        else { return nil }
        self.init(
            traceID: TraceID(high: high, low: low),
            spanID: SpanID(value: span),
            flags: Flags(rawValue: flags).intersection(.w3c),
            isRemote: true
        )
        guard isValid else { return nil }
    }

    /// The value of a `traceparent` header for this context.
    public var traceparent: String {
        unsafe String(unsafeUninitializedCapacity: 55) { room in
            let dash = UInt8(ascii: "-")
            let known = UInt64(flags.intersection(.w3c).rawValue)
            unsafe room[0] = UInt8(ascii: "0")
            unsafe room[1] = UInt8(ascii: "0")
            unsafe room[2] = dash
            unsafe Hexadecimal.write(traceID.high, to: room, at: 3)
            unsafe Hexadecimal.write(traceID.low, to: room, at: 19)
            unsafe room[35] = dash
            unsafe Hexadecimal.write(spanID.value, to: room, at: 36)
            unsafe room[52] = dash
            unsafe room[53] = Hexadecimal.digit(known >> 4)
            unsafe room[54] = Hexadecimal.digit(known)
            return 55
        }
    }

    /// The same span, with other trace state.
    public func with(traceState: TraceState) -> SpanContext {
        SpanContext(
            traceID: traceID,
            spanID: spanID,
            flags: flags,
            traceState: traceState,
            isRemote: isRemote
        )
    }

    /// The same span, sampled after all.
    package var sampled: SpanContext {
        SpanContext(
            traceID: traceID,
            spanID: spanID,
            flags: flags.union(.sampled),
            traceState: traceState,
            isRemote: isRemote
        )
    }
}

extension Span<UInt8> {
    /// What is left without the spaces and tabs at both ends.
    package var trimmedRange: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }
}

extension UInt8 {
    /// The optional white space of HTTP.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
