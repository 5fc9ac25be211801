import Bytes
import Labels
import TestKit
import Testing

struct SymbolTableTests {
    @Test func `equal texts have one id and different texts have different ones`() throws {
        let table = SymbolTable(limit: 100_001)
        let texts = (0..<50_000).flatMap {
            ["\($0)", String(repeating: "x", count: $0 % 70) + "\($0)y"]
        }
        let ids = try texts.map { try table.intern($0) }
        #expect(ids.map(\.rawValue) == Array(1...100_000))
        #expect(ids == (try texts.map { try table.intern($0) }))
        #expect(ids == texts.map { table.find($0) })
        #expect(texts == ids.map { table.string($0) })
        #expect(table.count == 100_001)
        #expect(throws: LabelError.tooManySymbols(limit: 100_001)) { try table.intern("one more") }
        #expect(try table.intern("77") == ids[154])
    }

    @Test func `the empty text is there from the start`() throws {
        let table = SymbolTable()
        #expect(try table.intern("") == .empty)
        #expect(table.string(.empty) == "")
        #expect(table.count == 1)
    }

    @Test func `looking for a text does not add it`() {
        let table = SymbolTable()
        #expect(table.find("job") == nil)
        #expect(table.count == 1)
    }

    @Test func `what is no UTF-8 or too long is refused`() throws {
        let table = SymbolTable()
        for bytes in [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            let error = #expect(throws: LabelError.self) { try table.intern(bytes.span) }
            #expect(error == .notUTF8(String(decoding: bytes, as: UTF8.self)))
        }
        let longest = String(repeating: "a", count: SymbolTable.longestSymbol)
        #expect(table.string(try table.intern(longest)) == longest)
        #expect(throws: LabelError.tooLong(bytes: longest.utf8.count + 1)) {
            try table.intern(longest + "a")
        }
        #expect(table.count == 2)
    }

    @Test func `a text is appended to a buffer as it is`() throws {
        let table = SymbolTable()
        var buffer = ByteBuffer()
        table.append(try table.intern("ab"), to: &buffer)
        table.append(.empty, to: &buffer)
        table.append(try table.intern("é"), to: &buffer)
        #expect(buffer.string == "abé")
    }

    /// All threads intern the same texts, each in its own order, while the table grows.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `threads agree on the ids`(seed: UInt64) async throws {
        let table = SymbolTable(seed: seed)
        let texts = (0..<5000).map { "label-\($0)-\(String(repeating: "v", count: $0 % 20))" }
        let found = try await withThrowingTaskGroup(of: [String: SymbolID].self) { group in
            for task in 0..<4 as Range<UInt64> {
                group.addTask {
                    var random = SplitMix(seed: seed &* 4 &+ task)
                    var ids: [String: SymbolID] = [:]
                    for text in texts.shuffled(using: &random) {
                        ids[text] = try table.intern(text)
                        if let id = ids[text], table.string(id) != text { ids[text] = .empty }
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(found).count == 1)
        #expect(Set(found[0].values.map(\.rawValue)) == Set(1...5000))
        #expect(table.count == 5001)
    }
}
