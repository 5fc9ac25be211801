import Bytes
import Clocks
import JSON
import OTLP
import TestKit
import TraceContext

/// Telemetry by chance, written into an encoder, and what a reader of it should find.
///
/// `expected` is OTLP's JSON, put together without the encoders.
struct RandomTelemetry {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    indirect enum Value {
        case string(String)
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case bytes([UInt8])
        case array([Value])
        case map([(String, Value)])
        case empty
    }

    /// What resources and scopes hold: a list of records, each written and expected.
    typealias Expected = JSONValue

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }

    mutating func text() -> String {
        let texts = [
            "", "a", "GET /", "größe", "日本", "𝛑", "quo\"te", "back\\slash", "new\nline", "\u{1}",
            String(repeating: "x", count: 127), String(repeating: "long ", count: 60),
        ]
        return texts.randomElement(using: &random) ?? ""
    }

    mutating func double() -> Double {
        let extremes: [Double] = [0, -0.0, .infinity, -.infinity, .nan, 0x1p-1074, 1e308, 1e16, 42]
        if chance(3) { return extremes.randomElement(using: &random) ?? 0 }
        return .random(in: -1000...1000, using: &random)
    }

    mutating func count() -> UInt32 {
        chance(2) ? 0 : UInt32.random(in: 0...UInt32.max, using: &random)
    }

    mutating func instant() -> Instant {
        if chance(10) { return Instant(seconds: -5) }
        return Instant(nanoseconds: .random(in: 0...Int64.max, using: &random))
    }

    mutating func value(depth: Int = 0) -> Value {
        switch number(0...(depth < 4 ? 9 : 6)) {
        case 0, 1: .string(text())
        case 2: .bool(chance(2))
        case 3: .int([0, -1, .min, .max, 7].randomElement(using: &random) ?? 0)
        case 4: .double(double())
        case 5: .bytes((0..<number(0...200)).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        case 6: .empty
        case 7, 8: .array((0..<number(0...4)).map { _ in value(depth: depth + 1) })
        default: .map(attributes(depth: depth + 1))
        }
    }

    mutating func attributes(depth: Int = 0) -> [(String, Value)] {
        (0..<number(0...5)).map { ("k\($0)" + text(), value(depth: depth)) }
    }

    mutating func context() -> SpanContext {
        SpanContext(
            traceID: TraceID(high: random.next(), low: random.next()),
            spanID: SpanID(value: random.next()),
            flags: SpanContext.Flags(rawValue: UInt8(truncatingIfNeeded: random.next())),
            traceState: chance(2) ? TraceState() : TraceState("a=1,b=\(number(0...99))") ?? .init(),
            isRemote: chance(2)
        )
    }
}

// MARK: - Written and expected

extension RandomTelemetry.Value {
    func write(_ writer: inout AnyValueWriter) {
        switch self {
        case .string(let text): writer.string(text)
        case .bool(let flag): writer.bool(flag)
        case .int(let value): writer.int(value)
        case .double(let value): writer.double(value)
        case .bytes(let bytes): writer.bytes(bytes)
        case .array(let values): writer.array(values) { $1.write(&$0) }
        case .map(let pairs): writer.map { $0.add(pairs) }
        case .empty: break
        }
    }

    var expected: JSONValue {
        switch self {
        case .string(let text): .object([("stringValue", .string(text))])
        case .bool(let flag): .object([("boolValue", .bool(flag))])
        case .int(let value): .object([("intValue", .string(String(value)))])
        case .double(let value): .object([("doubleValue", .double(value))])
        case .bytes(let bytes): .object([("bytesValue", .base64(bytes))])
        case .array(let values):
            .object([("arrayValue", .object([("values", .array(values.map(\.expected)))]))])
        case .map(let pairs): .object([("kvlistValue", .object([("values", .pairs(pairs))]))])
        case .empty: .object([])
        }
    }
}

extension AttributeList {
    /// Scalars the short way, everything else as a value.
    mutating func add(_ pairs: [(String, RandomTelemetry.Value)]) {
        for (key, value) in pairs {
            switch value {
            case .string(let text): add(key, text)
            case .bool(let flag): add(key, flag)
            case .int(let number): add(key, number)
            case .double(let number): add(key, number)
            case .bytes(let bytes): add(key, bytes)
            default: add(key, value: { value.write(&$0) })
            }
        }
    }
}

extension JSONValue {
    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { (key: $0.0, value: $0.1) }))
    }

    static func pairs(_ pairs: [(String, RandomTelemetry.Value)]) -> JSONValue {
        .array(pairs.map { .object([("key", .string($0.0)), ("value", $0.1.expected)]) })
    }

    static func double(_ value: Double) -> JSONValue {
        if value.isNaN { return .string("NaN") }
        if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
        return .number(value)
    }

    static func base64(_ bytes: [UInt8]) -> JSONValue {
        var buffer = ByteBuffer()
        buffer.append(bytes, as: .standard)
        return .string(buffer.string)
    }

    static func time(_ instant: Instant) -> JSONValue {
        .string(String(max(0, instant.nanoseconds)))
    }

    static func count(_ count: UInt32) -> JSONValue { .integer(Int64(count)) }
}
