"""Judges exposition bodies with parsers that are not ours.

Standard input is a stream of cases: three lines each hold "openmetrics", "text" or "protobuf", the
length of a JSON model of what was exposed, and the length of the body; model and body follow. For
each case one line goes to standard output: "ok", or what is wrong.

The text formats are read by prometheus_client, strictly. For protobuf there is no client library
here: a hundred lines of our own walk the wire format by the published field numbers.
"""
import json
import math
import re
import struct
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text

SUFFIX = {"counter": "_total", "info": "_info"}


def double(bits):
    return struct.unpack("<d", struct.pack("<Q", int(bits)))[0]


def same(left, right):
    return left == right or (math.isnan(left) and math.isnan(right))


def underscored(name, pattern):
    escaped = re.sub(pattern, "_", name)
    return "_" + escaped[1:] if escaped[:1].isdigit() else escaped


def metric_name(name, quoted):
    return name if quoted else underscored(name, "[^a-zA-Z0-9_:]")


def label_name(name, quoted):
    return name if quoted else underscored(name, "[^a-zA-Z0-9_]")


def number(text):
    return math.inf if text == "+Inf" else float(text)


def expected_samples(family, quoted, is_openmetrics):
    """What the model says there must be: (name, labels) -> value."""
    base = metric_name(family["name"], quoted)
    if not quoted:
        base = metric_name(family["name"] + SUFFIX.get(family["type"], ""), quoted)
        base = base[: len(base) - len(SUFFIX.get(family["type"], ""))]
    samples = {}

    def add(suffix, labels, value, **extra):
        key = (base + suffix, frozenset(list(labels.items()) + list(extra.items())))
        if key in samples:
            raise ValueError(f"the model repeats {key}")
        samples[key] = value

    for series in family["series"]:
        labels = {label_name(k, quoted): v for k, v in series["labels"].items()}
        kind = family["type"]
        if kind == "counter":
            add("_total", labels, double(series["value"]))
        elif kind in ("gauge", "unknown"):
            add("", labels, double(series["value"]))
        elif kind == "info":
            add("_info", labels, 1.0)
        elif kind == "stateset":
            for state, holds in series["states"].items():
                add("", labels, float(holds), **{label_name(family["name"], quoted): state})
        elif kind == "summary":
            for quantile, value in zip(family["quantiles"], series["values"]):
                value = double(value)
                if not (is_openmetrics and value < 0):
                    add("", labels, value, quantile=double(quantile))
            total = double(series["sum"])
            if not is_openmetrics or total >= 0:
                add("_sum", labels, total)
            add("_count", labels, float(series["count"]))
        else:
            histogram(family, series, labels, is_openmetrics, add)
    return samples


def histogram(family, series, labels, is_openmetrics, add):
    cumulative = 0
    bounds = [double(bound) for bound in family["bounds"]]
    for bound, count in zip(bounds, series["buckets"]):
        cumulative += count
        add("_bucket", labels, float(cumulative), le=bound)
    add("_bucket", labels, float(series["count"]), le=math.inf)
    total = double(series["sum"])
    gauge = family["type"] == "gaugehistogram"
    negative = any(bound < 0 for bound in bounds)
    if is_openmetrics:
        if gauge and (math.isnan(total) if negative else not total >= 0):
            return
        if not gauge and (negative or not total >= 0):
            return
    g = "g" if gauge and is_openmetrics else ""
    add(f"_{g}sum", labels, total)
    add(f"_{g}count", labels, float(series["count"]))


def judge_text(model, body, is_openmetrics):
    families = list((openmetrics if is_openmetrics else text)(body.decode()))
    found = {}
    for family in families:
        for sample in family.samples:
            labels = dict(sample.labels)
            for key in ("le", "quantile"):
                if key in labels and (sample.name.endswith("_bucket") or key == "quantile"):
                    labels[key] = number(labels[key])
            key = (sample.name, frozenset(labels.items()))
            if key in found:
                return f"sample {key} twice"
            found[key] = sample.value
    expected = {}
    for family in model:
        expected.update(expected_samples(family, is_openmetrics, is_openmetrics))
    if found.keys() != expected.keys():
        return f"missing {expected.keys() - found.keys()}, too many {found.keys() - expected.keys()}"
    for key, value in expected.items():
        # Text gives large integers exactly; a reader makes floating-point numbers of them.
        if not same(float(found[key]), value):
            return f"{key} is {found[key]}, not {value}"
    return "ok"


# The wire format.

def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """All fields of a message: number -> list of raw values."""
    at, found = 0, {}
    while at < len(data):
        tag, at = varint(data, at)
        wire = tag & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 1:
            value, at = data[at:at + 8], at + 8
        elif wire == 2:
            length, at = varint(data, at)
            if at + length > len(data):
                raise ValueError("a field goes beyond its message")
            value, at = data[at:at + length], at + length
        else:
            raise ValueError(f"wire type {wire}")
        found.setdefault(tag >> 3, []).append(value)
    return found


def signed(value):
    return (value >> 1) ^ -(value & 1)


def real(raw):
    return struct.unpack("<d", raw)[0]


def messages(data):
    at = 0
    while at < len(data):
        length, at = varint(data, at)
        if at + length > len(data):
            raise ValueError("a message goes beyond the body")
        yield fields(data[at:at + length])
        at += length


def pairs(metric):
    result = {}
    for raw in metric.get(1, []):
        pair = fields(raw)
        result[pair[1][0].decode()] = pair[2][0].decode()
    return result


def spread(spans, deltas):
    """Spans and deltas as index -> count, without empty buckets."""
    buckets, index, count, position = {}, 0, 0, 0
    for raw in spans:
        span = fields(raw)
        index += signed(span[1][0])
        for _ in range(span[2][0]):
            count += signed(deltas[position])
            position += 1
            if count:
                buckets[index] = count
            index += 1
    if position != len(deltas):
        raise ValueError("deltas beyond the spans")
    return buckets


def exemplar(raw):
    message = fields(raw)
    if 3 not in message:
        raise ValueError("an exemplar without a time")
    return [pairs(message)["trace_id"], real(message[2][0])]


TYPES = {"counter": 0, "gauge": 1, "info": 1, "stateset": 1, "summary": 2, "unknown": 3,
         "histogram": 4, "gaugehistogram": 5}


def judge_protobuf(model, body):
    found = {}
    for family in messages(body):
        name = family[1][0].decode()
        header = (family[3][0], family.get(2, [b""])[0].decode(), family.get(5, [b""])[0].decode())
        known = found.setdefault(name, (header, {}))
        if known[0] != header:
            return f"{name} has two headers"
        for raw in family[4]:
            metric = fields(raw)
            key = frozenset(pairs(metric).items())
            if key in known[1]:
                return f"{name} {key} twice"
            known[1][key] = metric
    expected = {family["name"] + SUFFIX.get(family["type"], ""): family for family in model}
    if found.keys() != expected.keys():
        return f"families {found.keys() ^ expected.keys()}"
    for name, family in expected.items():
        header, metrics = found[name]
        if header != (TYPES[family["type"]], family["help"], family["unit"]):
            return f"{name}: header {header}"
        wrong = compare(family, metrics)
        if wrong:
            return f"{name}: {wrong}"
    return "ok"


def compare(family, metrics):
    kind = family["type"]
    seen = 0
    for series in family["series"]:
        if kind == "stateset":
            for state, holds in series["states"].items():
                metric = metrics[frozenset({**series["labels"], family["name"]: state}.items())]
                seen += 1
                if real(fields(metric[2][0])[1][0]) != float(holds):
                    return f"state {state}"
            continue
        metric = metrics.get(frozenset(series["labels"].items()))
        seen += 1
        if metric is None:
            return f"no series {series['labels']}"
        wrong = compare_series(kind, family, series, metric)
        if wrong:
            return f"{series['labels']}: {wrong}"
    return None if seen == len(metrics) else "more series than there should be"


def created(message, number, series):
    time = fields(message[number][0])
    value = time[1][0] * 1_000_000_000 + time[2][0]
    return None if value == series["created"] else f"created {value}"


def compare_series(kind, family, series, metric):
    if kind == "info":
        return None if real(fields(metric[2][0])[1][0]) == 1 else "not 1"
    if kind in ("counter", "gauge", "unknown"):
        number = {"counter": 3, "gauge": 2, "unknown": 5}[kind]
        message = fields(metric[number][0])
        if not same(real(message[1][0]), double(series["value"])):
            return f"value {real(message[1][0])}"
        if kind == "counter":
            shown = exemplar(message[2][0]) if 2 in message else None
            if (shown or []) != listed(series.get("exemplar")):
                return f"exemplar {shown}"
            return created(message, 3, series)
        return None
    if kind == "summary":
        message = fields(metric[4][0])
        values = [(real(fields(raw)[1][0]), real(fields(raw)[2][0])) for raw in message.get(3, [])]
        wanted = list(zip(map(double, family["quantiles"]), map(double, series["values"])))
        if len(values) != len(wanted) or not all(
                a == c and same(b, d) for (a, b), (c, d) in zip(values, wanted)):
            return f"quantiles {values}"
        if message[1][0] != series["count"] or not same(real(message[2][0]), double(series["sum"])):
            return "count or sum"
        return created(message, 4, series)
    return compare_histogram(family, series, fields(metric[7][0]))


def listed(exemplar):
    return [exemplar["trace_id"], double(exemplar["value"])] if exemplar else []


def compare_histogram(family, series, message):
    if message[1][0] != series["count"] or not same(real(message[2][0]), double(series["sum"])):
        return "count or sum"
    cumulative = 0
    buckets = [fields(raw) for raw in message.get(3, [])]
    bounds = [double(bound) for bound in family["bounds"]] + [math.inf]
    shown = {real(bucket[2][0]): bucket for bucket in buckets}
    for index, count in enumerate(series["buckets"]):
        cumulative += count
        wanted = listed(series["exemplars"][index]) if series["exemplars"] else []
        bucket = shown.pop(bounds[index], None)
        if bucket is None:
            if bounds[index] != math.inf or wanted:
                return f"no bucket {bounds[index]}"
            continue
        if bucket[1][0] != cumulative:
            return f"bucket {bounds[index]}: {bucket[1][0]}"
        if (exemplar(bucket[3][0]) if 3 in bucket else []) != wanted:
            return f"exemplar of bucket {bounds[index]}"
    if shown:
        return "more buckets than there should be"
    native = series.get("native")
    if (5 in message) != (native is not None):
        return "native where it should not be, or the reverse"
    if native:
        positive = spread(message.get(12, []), message.get(13, []))
        negative = spread(message.get(9, []), message.get(10, []))
        if positive != {int(k): v for k, v in native["positive"].items()}:
            return f"positive {positive}"
        if negative != {int(k): v for k, v in native["negative"].items()}:
            return f"negative {negative}"
        if signed(message[5][0]) != native["schema"] or message[7][0] != native["zero_count"]:
            return "schema or zero count"
        if real(message[6][0]) != double(native["zero_threshold"]):
            return "zero threshold"
        if 12 not in message and 9 not in message:
            return "a native histogram without a span"
        shown = [exemplar(raw) for raw in message.get(16, [])]
        if shown != [listed(each) for each in native["exemplars"]]:
            return f"exemplars {shown}"
    return created(message, 15, series)


def main():
    stream = sys.stdin.buffer
    while kind := stream.readline().strip().decode():
        lengths = int(stream.readline()), int(stream.readline())
        model, body = json.loads(stream.read(lengths[0])), stream.read(lengths[1])
        try:
            if kind == "protobuf":
                print(judge_protobuf(model, body))
            else:
                print(judge_text(model, body, kind == "openmetrics"))
        except Exception as error:  # whatever it is, the body was not understood
            print(f"{type(error).__name__}: {str(error)!r}")


main()
