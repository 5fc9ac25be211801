#!/usr/bin/env bash
# Measures spans and propagation beside OpenTelemetry's SDKs for Go and Python: Benchmarks/traces.sh
#
# All do the same under the same names, one after the other. What counts is nanoseconds of processor
# time an operation, the least of several rounds, because other work shares the processors.
set -euo pipefail
cd "$(dirname "$0")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

swift build -c release --product bench-traces >&2
binary="$(swift build -c release --show-bin-path)/bench-traces"
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$work/cache" \
    go build -o "$work/peer" Benchmarks/Traces/Go/main.go

"$binary" >"$work/ours"
"$work/peer" >"$work/go"
python3 Benchmarks/Traces/Python/main.py >"$work/python"

# The most that ours may take, for those that have a bar.
cat >"$work/bars" <<'BARS'
start-end 250
start-end-10-attributes 600
start-end-not-sampled 50
extract 100
BARS

go_version="$(dpkg-query -W -f '${Version}' golang-opentelemetry-otel-dev)"
python_version="$(python3 -c 'import opentelemetry.sdk.version as v; print(v.__version__)')"
printf 'nanoseconds of processor time an operation; Go SDK %s, Python SDK %s\n\n' \
    "$go_version" "$python_version"
printf '%-26s %10s %10s %10s %10s\n' workload ours bar go python
missed=0
while read -r name value; do
    of() { awk -v name="$name" '$1 == name { print $2 }' "$work/$1"; }
    bar="$(of bars)"
    printf '%-26s %10s %10s %10s %10s\n' "$name" "$value" "${bar:--}" "$(of go)" "$(of python)"
    if [ -n "$bar" ] && awk "BEGIN { exit !($value > $bar) }"; then missed=$((missed + 1)); fi
done <"$work/ours"
[ "$missed" = 0 ] || { printf '\n%s over the bar\n' "$missed" >&2; exit 1; }
