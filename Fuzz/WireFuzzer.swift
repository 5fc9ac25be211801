import Wire

/// Reads the fields, and the fields of everything that could be a message.
func fuzzWire(_ bytes: [UInt8]) {
    var open = [WireReader(bytes)]
    var budget = 10_000
    while var reader = open.popLast(), budget > 0 {
        while let field = try? reader.next() {
            budget -= 1
            _ = try? reader.string(field)
            try? reader.forEachSint64(in: field) { _ in }
            if let inner = try? reader.message(field), open.count < 100 { open.append(inner) }
        }
    }
}
