"""Judges OTLP requests with OpenTelemetry's own messages and Google's Protocol Buffers.

Standard input is a stream of cases: three lines each hold "traces", "logs" or "metrics", the length
of the request in Protocol Buffers and its length in JSON; the two follow. For each case one line
goes to standard output: "ok", or what is wrong. Both must be read, without an unknown field, and
be the same message. JSON is read by Google's strict mapping; where OTLP departs from it (ids are
hexadecimal) the ids are turned into base64 first.
"""
import base64
import json
import sys

from google.protobuf import json_format, unknown_fields
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

REQUESTS = {
    "traces": ExportTraceServiceRequest,
    "logs": ExportLogsServiceRequest,
    "metrics": ExportMetricsServiceRequest,
}
IDS = {"traceId": 32, "spanId": 16, "parentSpanId": 16}


def with_base64_ids(value):
    if isinstance(value, list):
        return [with_base64_ids(each) for each in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, member in value.items():
        if key in IDS:
            if len(member) != IDS[key] or member != member.lower():
                raise ValueError(f"{key} {member}")
            result[key] = base64.b64encode(bytes.fromhex(member)).decode()
        else:
            result[key] = with_base64_ids(member)
    return result


def unknown(message):
    """Whether the message or one in it has a field that OTLP does not know."""
    if len(unknown_fields.UnknownFieldSet(message)):
        return True
    for field, value in message.ListFields():
        if field.message_type:
            inner = value if isinstance(value, (list, tuple)) or hasattr(value, "add") else [value]
            if any(unknown(each) for each in inner):
                return True
    return False


def empty_frames(message):
    for resource in next(iter(message.ListFields()))[1]:
        scopes = [v for f, v in resource.ListFields() if f.name.startswith("scope_")]
        if not scopes:
            return True
        for scope in scopes[0]:
            if not any(f.name in ("spans", "log_records", "metrics") for f, _ in scope.ListFields()):
                return True
    return False


def difference(wire, text):
    """The first line in which two messages, as text, are not the same."""
    for left, right in zip(wire.splitlines(), text.splitlines()):
        if left != right:
            return f"{left.strip()!r} in Protocol Buffers is {right.strip()!r} in JSON"
    return "the two encodings differ"


def judge(signal, wire, text):
    message = REQUESTS[signal]()
    message.ParseFromString(wire)
    if unknown(message):
        return "an unknown field"
    if empty_frames(message):
        return "an empty frame"
    other = REQUESTS[signal]()
    json_format.ParseDict(with_base64_ids(json.loads(text.decode())), other)
    # Compared as bytes, for not-a-number is not equal to itself.
    if message.SerializeToString(deterministic=True) != other.SerializeToString(deterministic=True):
        return difference(str(message), str(other))
    return "ok"


def main():
    stream = sys.stdin.buffer
    while signal := stream.readline().strip().decode():
        lengths = int(stream.readline()), int(stream.readline())
        wire, text = stream.read(lengths[0]), stream.read(lengths[1])
        try:
            print(judge(signal, wire, text))
        except Exception as error:  # whatever it is, the request was not understood
            print(f"{type(error).__name__}: {str(error)[:500]!r}")


main()
