import Bytes
import Clocks
import JSON
import TraceContext
import Wire

/// Writes the fields of OTLP messages, each given once with its number and its name.
///
/// The encoding decides which of the two is written. A span's status, `string(2, "message", "no")`
/// and `int(3, "code", 2)`:
///
///     12 02 6E 6F 18 02                  Protocol Buffers
///     {"message":"no","code":2}          JSON
///
/// So every message is described in one place and the two spellings cannot drift apart; the price
/// is a branch a field that is always predicted. JSON differs from what Protocol Buffers
/// prescribe for it in one point: ids are hexadecimal.
///
/// Zero is written like any other value; callers leave out what is the default.
struct MessageWriter: ~Copyable {
    let encoding: OTLPEncoding
    private(set) var wire: ByteBuffer
    private(set) var json: JSONWriter
    /// How many arrays and maps are open around the value that is written.
    var valueDepth = 0

    /// Writes into the memory of `buffer`, in place of what is there.
    init(_ encoding: OTLPEncoding, onto buffer: consuming ByteBuffer = ByteBuffer()) {
        self.encoding = encoding
        buffer.removeAll()
        switch encoding {
        case .protobuf:
            wire = buffer
            json = JSONWriter(onto: ByteBuffer(capacity: 0))
        case .json:
            wire = ByteBuffer(capacity: 0)
            json = JSONWriter(onto: buffer)
            json.beginObject()
        }
    }

    private var isJSON: Bool {
        @inline(__always) get { encoding == .json }
    }

    /// The finished document.
    consuming func finish() -> ByteBuffer {
        guard encoding == .json else { return wire }
        json.endObject()
        return json.finish()
    }
}

// MARK: - Scalars

extension MessageWriter {
    @inline(__always)
    mutating func string(_ number: Int, _ name: String, _ text: String) {
        if isJSON { return json.member(name, text) }
        wire.append(field: number, string: text)
    }

    /// Text that is known to be valid UTF-8.
    mutating func string(_ number: Int, _ name: String, utf8 text: RawSpan) {
        guard isJSON else { return wire.append(field: number, bytes: text) }
        json.key(name)
        json.raw { output in
            let bytes = Span<UInt8>(_bytes: text)
            output.append(jsonStringOf: bytes)
        }
    }

    /// An `int32`, `uint32` or enum.
    @inline(__always)
    mutating func int(_ number: Int, _ name: String, _ value: UInt32) {
        if isJSON { return json.member(name, UInt64(value)) }
        wire.append(field: number, varint: UInt64(value))
    }

    @inline(__always)
    mutating func fixed32(_ number: Int, _ name: String, _ value: UInt32) {
        if isJSON { return json.member(name, UInt64(value)) }
        wire.append(field: number, fixed32: value)
    }

    mutating func sint32(_ number: Int, _ name: String, _ value: Int32) {
        if isJSON { return json.member(name, Int(value)) }
        wire.append(field: number, sint: Int64(value))
    }

    @inline(__always)
    mutating func bool(_ number: Int, _ name: String, _ value: Bool) {
        if isJSON { return json.member(name, value) }
        wire.append(field: number, bool: value)
    }

    @inline(__always)
    mutating func int64(_ number: Int, _ name: String, _ value: Int64) {
        if isJSON { return json.quoted(name, value) }
        wire.append(field: number, int: value)
    }

    /// An `sfixed64`.
    mutating func sfixed64(_ number: Int, _ name: String, _ value: Int64) {
        if isJSON { return json.quoted(name, value) }
        wire.append(field: number, fixed64: UInt64(bitPattern: value))
    }

    @inline(__always)
    mutating func fixed64(_ number: Int, _ name: String, _ value: UInt64) {
        if isJSON { return json.quoted(name, value) }
        wire.append(field: number, fixed64: value)
    }

    @inline(__always)
    mutating func double(_ number: Int, _ name: String, _ value: Double) {
        guard isJSON else { return wire.append(field: number, double: value) }
        json.key(name)
        json.number(value)
    }

    mutating func bytes(_ number: Int, _ name: String, _ value: [UInt8]) {
        guard isJSON else { return wire.append(field: number, bytes: value) }
        json.key(name)
        json.raw { output in
            output.append(UInt8(ascii: "\""))
            output.append(value, as: .standard)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Nanoseconds since 1970; what was before counts as unknown, which is zero.
    @inline(__always)
    mutating func time(_ number: Int, _ name: String, _ value: Instant) {
        fixed64(number, name, UInt64(clamping: value.nanoseconds))
    }

    @inline(__always)
    mutating func id(_ number: Int, _ name: String, _ id: TraceID) {
        if isJSON { return json.member(name, id.description) }
        wire.append(tag: number, .length)
        wire.append(16 as UInt8)
        wire.append(fixed64: id.high.byteSwapped)
        wire.append(fixed64: id.low.byteSwapped)
    }

    @inline(__always)
    mutating func id(_ number: Int, _ name: String, _ id: SpanID) {
        if isJSON { return json.member(name, id.description) }
        wire.append(tag: number, .length)
        wire.append(8 as UInt8)
        wire.append(fixed64: id.value.byteSwapped)
    }
}

// MARK: - Lists of numbers

extension MessageWriter {
    /// A packed list of `fixed64`.
    mutating func fixed64s(_ number: Int, _ name: String, _ values: [UInt64]) {
        if isJSON { return json.quoted(name, values) }
        wire.append(message: number) { for value in values { $0.append(fixed64: value) } }
    }

    /// A packed list of `uint64`.
    mutating func uint64s(_ number: Int, _ name: String, _ values: [UInt64]) {
        if isJSON { return json.quoted(name, values) }
        wire.append(message: number) { for value in values { $0.append(varint: value) } }
    }

    /// A packed list of `double`.
    mutating func doubles(_ number: Int, _ name: String, _ values: [Double]) {
        guard isJSON else {
            return wire.append(message: number) {
                for value in values { $0.append(fixed64: value.bitPattern) }
            }
        }
        json.key(name)
        json.beginArray()
        for value in values { json.number(value) }
        json.endArray()
    }
}

// MARK: - Messages

extension MessageWriter {
    /// A message that is there once.
    @inline(__always)
    mutating func message(_ number: Int, _ name: String, _ body: (inout MessageWriter) -> Void) {
        if isJSON { json.key(name) }
        element(number, body)
    }

    /// One message of a list that `beginList` has opened.
    @inline(__always)
    mutating func element(_ number: Int, _ body: (inout MessageWriter) -> Void) {
        if isJSON {
            json.beginObject()
            body(&self)
            json.endObject()
            return
        }
        wire.append(tag: number, .length)
        let start = wire.beginLength()
        body(&self)
        wire.endLength(at: start)
    }

    /// A `KeyValue` with text, as `AttributeList` would write it, where that is Protocol Buffers.
    ///
    /// Most of what is sent are these. All lengths are known beforehand, so the bytes are written
    /// once and never moved.
    mutating func textAttribute(_ number: Int, _ key: String, _ text: String) {
        func sizeOfField(_ length: Int) -> Int {
            let bits = 64 - (UInt64(truncatingIfNeeded: length) | 1).leadingZeroBitCount
            return 1 + (bits + 6) / 7 + length
        }
        let value = sizeOfField(text.utf8.count)
        wire.append(tag: number, .length)
        wire.append(varint: UInt64(sizeOfField(key.utf8.count) + sizeOfField(value)))
        wire.append(field: 1, string: key)
        wire.append(tag: 2, .length)
        wire.append(varint: UInt64(value))
        wire.append(field: 1, string: text)
    }

    /// A message that was written before, in the same encoding.
    mutating func raw(_ number: Int, _ name: String, _ message: [UInt8]) {
        guard isJSON else { return wire.append(field: number, bytes: message) }
        json.key(name)
        json.raw { $0.append(message) }
    }

    mutating func beginList(_ name: String) {
        guard isJSON else { return }
        json.key(name)
        json.beginArray()
    }

    mutating func endList() { if isJSON { json.endArray() } }

    /// A message whose end is far away: returns where it began, for `close`.
    mutating func open(_ number: Int, _ name: String? = nil) -> Int {
        if isJSON {
            if let name { json.key(name) }
            json.beginObject()
            return 0
        }
        wire.append(tag: number, .length)
        for _ in 0..<Self.wideLength { wire.append(0x80 as UInt8) }
        return wire.count
    }

    /// Ends the message that `open` began.
    ///
    /// Its length takes five bytes whatever it is (readers take a varint with leading zeros), for
    /// it may hold a whole batch, which would have to be moved up to make room.
    mutating func close(_ start: Int) {
        if isJSON { return json.endObject() }
        let length = wire.count - start
        for place in 0..<Self.wideLength {
            let low = UInt8(truncatingIfNeeded: length >> (7 * place)) & 0x7F
            let more: UInt8 = place < Self.wideLength - 1 ? 0x80 : 0
            wire.overwrite(at: start - Self.wideLength + place, with: low | more)
        }
    }

    private static var wideLength: Int { 5 }

    /// How long the document is so far.
    var count: Int { isJSON ? json.count : wire.count }
}

// MARK: - JSON

extension JSONWriter {
    /// A number in quotes: 64 bits are more than JSON's readers can be trusted with.
    fileprivate mutating func quoted(_ name: String, _ value: Int64) {
        key(name)
        self.value(String(value))
    }

    fileprivate mutating func quoted(_ name: String, _ value: UInt64) {
        key(name)
        self.value(String(value))
    }

    fileprivate mutating func quoted(_ name: String, _ values: [UInt64]) {
        key(name)
        beginArray()
        for value in values { self.value(String(value)) }
        endArray()
    }

    /// A number, or a word for what JSON has no number for.
    fileprivate mutating func number(_ value: Double) {
        // Some readers take a number without a point for an integer, which has no negative zero.
        if value == 0, value.sign == .minus { return raw { $0.append(literal: "-0.0") } }
        if value.isFinite { return self.value(value) }
        self.value(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }
}
