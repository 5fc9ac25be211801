// Prints one line per workload: nanoseconds per operation, the least of several rounds.
//
//     bench-traces [operations a round] [rounds] [part of a workload's name]

let operations = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 10

let chosen = CommandLine.arguments.dropFirst(3).first ?? ""

// Off the main actor, from which every hop is dear.
await Task.detached {
    let clock = ContinuousClock()
    for workload in Workload.all where workload.name.contains(chosen) {
        await workload.run(operations / 10)
        var best = Duration.seconds(3600)
        for _ in 0..<rounds {
            let start = clock.now
            await workload.run(operations)
            best = min(best, clock.now - start)
        }
        let nanoseconds =
            Double(best.components.attoseconds) / 1e9 + Double(best.components.seconds) * 1e9
        let each = (nanoseconds / Double(operations) * 10).rounded() / 10
        print("swift\t\(workload.name)\t\(each)")
    }
}.value
