/// Spans that wait for export, in chunks of one batch, so that taking a batch moves one reference.
struct SpanQueue {
    let capacity: Int
    let batchSize: Int
    private(set) var count = 0
    private var full: [[EndedSpan]] = []
    private var filling: [EndedSpan] = []
    private var spare: [[EndedSpan]] = []

    init(capacity: Int, batchSize: Int) {
        self.capacity = max(1, capacity)
        self.batchSize = min(max(1, batchSize), self.capacity)
        filling.reserveCapacity(self.batchSize)
    }

    var isFull: Bool { count >= capacity }
    var hasWholeBatch: Bool { !full.isEmpty }

    /// Adds a span; there must be room. Returns whether it completed a batch.
    mutating func add(_ span: EndedSpan) -> Bool {
        filling.append(span)
        count += 1
        guard filling.count >= batchSize else { return false }
        full.append(filling)
        filling = spare.popLast() ?? []
        filling.reserveCapacity(batchSize)
        return true
    }

    /// The oldest spans, at most a batch; empty when there are none.
    mutating func takeBatch() -> [EndedSpan] {
        let batch: [EndedSpan]
        if full.isEmpty {
            batch = filling
            filling = spare.popLast() ?? []
        } else {
            batch = full.removeFirst()
        }
        count -= batch.count
        return batch
    }

    /// Takes an empty chunk with room for a batch, so that `add` need not make one.
    mutating func offer(_ chunk: [EndedSpan]) {
        if spare.count < 2 { spare.append(chunk) }
    }
}
