#!/usr/bin/env bash
# Measures the Metrics library beside Debian's client_golang and PyPI's prometheus_client.
#
# The programs take turns; each line compares medians of processor time. Status 1: a bar is missed.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swift build -c release --product bench-metrics >&2
(cd Benchmarks/metrics/go \
    && GO111MODULE=off GOPATH=/usr/share/gocode go build -o "$work/go" .) >&2
python=.build/python/bin/python3
[ -x "$python" ] || python=python3

for round in $(seq "$rounds"); do
    printf 'round %s of %s\n' "$round" "$rounds" >&2
    .build/release/bench-metrics >> "$work/ours.txt"
    "$work/go" >> "$work/go.txt"
done
"$python" Benchmarks/metrics/python/main.py >> "$work/python.txt" \
    || echo "prometheus_client is missing: scripts/setup test installs it" >&2

# What a hundred thousand more observations allocate, counted by valgrind, which cannot read our
# debug information.
strip -o "$work/stripped" .build/release/bench-metrics
allocations() {
    valgrind "$work/stripped" --exemplars "$1" 2>&1 \
        | sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}
few=$(allocations 1000)
many=$(allocations 101000)
echo "observe-exemplar-allocations $((many - few))" >> "$work/ours.txt"

python3 Benchmarks/metrics/table.py "$work/ours.txt" "$work/go.txt" "$work/python.txt"
