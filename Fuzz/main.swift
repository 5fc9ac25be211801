// Runs one fuzzer of the table: `scripts/fuzz NAME [libFuzzer options]`.

import Glibc

runFuzzer(named: CommandLine.arguments.dropFirst().first ?? "")
