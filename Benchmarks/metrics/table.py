"""Prints the medians of several clients beside each other and judges them by their bars."""
import statistics
import sys

# Workload -> (most of client_golang's time, most nanoseconds of our own or None).
BARS = {
    "increment": (1.0, None),
    "increment-by-two": (None, 15),
    "add": (None, None),
    "set": (None, None),
    "observe": (0.4, None),
    "observe-native": (0.6, None),
    "observe-exemplar": (0.25, None),
    "lookup": (0.8, None),
    "text": (1 / 8, None),
    "openmetrics": (1 / 8, None),
    "protobuf": (1 / 8, None),
    "text-gzip": (1 / 5, None),
    "text-histograms": (None, None),
}


def read(path):
    values = {}
    try:
        for line in open(path):
            name, value = line.split()
            values.setdefault(name, []).append(float(value))
    except FileNotFoundError:
        pass
    return {name: statistics.median(all) for name, all in values.items()}


def time(value):
    if value is None:
        return "-"
    return f"{value / 1e6:,.1f} ms" if value >= 1e6 else f"{value:,.1f} ns"


ours, go, python = map(read, sys.argv[1:4])
missed = 0
print(f"{'workload':18}{'tocsin':>12}{'client_golang':>16}{'ratio':>8}{'bar':>12}  {'':4}{'python':>14}")
for name, (most, nanoseconds) in BARS.items():
    mine, other = ours.get(name), go.get(name)
    ratio = mine / other if mine is not None and other else None
    bar, verdict = "", ""
    if most is not None:
        bar, verdict = f"<= {most:.3g}x", "ok" if ratio is not None and ratio <= most else "MISS"
    if nanoseconds is not None:
        bar, verdict = f"<= {nanoseconds} ns", "ok" if mine is not None and mine <= nanoseconds else "MISS"
    missed += verdict == "MISS"
    shown = f"{ratio:.3f}" if ratio is not None else "-"
    print(f"{name:18}{time(mine):>12}{time(other):>16}{shown:>8}{bar:>12}  {verdict:4}{time(python.get(name)):>14}")

# Memory: what a scrape needs does not depend on the number of series; an exemplar needs none.
whole, tenth = ours["scrape-heap-bytes"], ours["scrape-heap-bytes-of-a-tenth"]
verdict = "ok" if whole <= 1.5 * tenth + 65536 else "MISS"
missed += verdict == "MISS"
print(f"heap during a scrape: {whole:,.0f} bytes of 100,000 series, {tenth:,.0f} of 10,000  {verdict}")
allocations = ours["observe-exemplar-allocations"]
verdict = "ok" if allocations == 0 else "MISS"
missed += verdict == "MISS"
print(f"allocations of 100,000 observations with exemplars: {allocations:.0f}  {verdict}")
sys.exit(1 if missed else 0)
