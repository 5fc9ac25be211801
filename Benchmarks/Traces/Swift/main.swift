// Prints "workload nanoseconds" lines: processor time an operation, the least of several rounds.
//
//     bench-traces [operations a round] [rounds] [part of a workload's name]

import Glibc

let operations = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 10
let chosen = CommandLine.arguments.dropFirst(3).first ?? ""

/// Of all threads of the process, in nanoseconds.
@Sendable func processorTime() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

// Off the main actor, from which every hop is dear.
await Task.detached {
    for workload in Workload.all where workload.name.contains(chosen) {
        await workload.run(operations / 10)
        var best = Int64.max
        for _ in 0..<rounds {
            let start = processorTime()
            await workload.run(operations)
            best = min(best, processorTime() - start)
        }
        print(workload.name, (Double(best) / Double(operations) * 10).rounded() / 10)
    }
}
.value
