import Bytes
import Clocks
import Exposition
import JSON
import TraceContext

/// A snapshot as JSON, for the oracle to compare with what the encoders made of it.
///
/// Floating-point numbers stand as the integer of their bit pattern, so that nothing is rounded.
struct SnapshotModel {
    let recorder: SnapshotRecorder

    var json: [UInt8] {
        var json = JSONWriter()
        json.array { json in
            for family in recorder.families { Self.write(family, to: &json) }
        }
        return json.finish().array
    }

    private static func write(_ family: SnapshotRecorder.Family, to json: inout JSONWriter) {
        let description = family.description
        json.object { json in
            json.member("name", description.name)
            json.member("type", description.type.rawValue)
            json.member("help", description.help)
            json.member("unit", description.unit)
            json.bits("bounds", description.bounds)
            json.bits("quantiles", description.quantiles)
            json.key("series")
            json.array { json in
                for (labels, point) in family.series {
                    json.object { json in
                        write(labels, description.labelNames, to: &json)
                        write(point, description, to: &json)
                    }
                }
            }
        }
    }

    private static func write(
        _ labels: LabelValues,
        _ names: [String],
        to json: inout JSONWriter
    ) {
        json.key("labels")
        json.object { json in
            if labels.isOverflow { json.member(LabelValues.overflowName, "true") }
            for (name, value) in zip(names, labels.strings) { json.member(name, value) }
        }
    }

    private static func write(
        _ point: SnapshotRecorder.Point,
        _ family: FamilyDescription,
        to json: inout JSONWriter
    ) {
        switch point {
        case .counter(let point):
            json.bits("value", point.value)
            json.member("created", point.created.nanoseconds)
            json.exemplar("exemplar", point.exemplar)
        case .gauge(let value): json.bits("value", value)
        case .info: break
        case .stateSet(let active):
            json.key("states")
            json.object { json in
                for (index, state) in family.states.enumerated() {
                    json.member(state, active >> UInt64(index) & 1)
                }
            }
        case .summary(let point):
            json.member("created", point.created.nanoseconds)
            json.member("count", point.count)
            json.bits("sum", point.sum)
            json.bits("values", point.values)
        case .histogram(let point): write(point, to: &json)
        }
    }

    private static func write(_ point: HistogramPoint, to json: inout JSONWriter) {
        json.member("created", point.created.nanoseconds)
        json.member("count", point.count)
        json.bits("sum", point.sum)
        json.key("buckets")
        json.array { json in for count in point.buckets { json.value(count) } }
        json.exemplars("exemplars", point.bucketExemplars)
        guard let native = point.native else { return }
        json.key("native")
        json.object { json in
            json.member("schema", native.schema)
            json.bits("zero_threshold", native.zeroThreshold)
            json.member("zero_count", native.zeroCount)
            for (key, buckets) in [("positive", native.positive), ("negative", native.negative)] {
                json.key(key)
                json.object { json in
                    for bucket in buckets { json.member("\(bucket.index)", bucket.count) }
                }
            }
            json.exemplars("exemplars", point.nativeExemplars)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func bits(_ name: String, _ number: Double) {
        member(name, number.bitPattern)
    }

    fileprivate mutating func bits(_ name: String, _ numbers: [Double]) {
        key(name)
        array { json in for number in numbers { json.value(number.bitPattern) } }
    }

    fileprivate mutating func exemplar(_ name: String, _ exemplar: Exemplar?) {
        key(name)
        value(exemplar)
    }

    fileprivate mutating func exemplars(_ name: String, _ exemplars: [Exemplar?]) {
        key(name)
        array { json in for exemplar in exemplars { json.value(exemplar) } }
    }

    private mutating func value(_ exemplar: Exemplar?) {
        guard let exemplar else { return null() }
        object { json in
            json.member("trace_id", exemplar.traceID.description)
            json.bits("value", exemplar.value)
        }
    }
}
