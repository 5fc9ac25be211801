import TestKit
import Testing

@testable import Labels

struct LabelSetTests {
    private let symbols = SymbolTable()

    /// Computed by Prometheus' own `model.LabelSet.Fingerprint`, which Alertmanager uses.
    @Test(
        arguments: [
            ([], "cbf29ce484222325"),
            ([("alertname", "DiskFull")], "744e61ca074bea90"),
            (
                [
                    ("job", "node"), ("alertname", "DiskFull"), ("instance", "db-1:9100"),
                    ("__x", "é\n"),
                ], "444fca02b774f53a"
            ),
            ([("b", "1"), ("a", "2"), ("ab", "3"), ("A", "4")], "d5f22d82d1bf72b4"),
        ] as [([(String, String)], String)]
    )
    func `the fingerprint is Alertmanager's`(pairs: [(String, String)], expected: String) throws {
        let set = try LabelSet(pairs.map { (name: $0, value: $1) }, in: symbols)
        #expect("\(set.fingerprint(in: symbols))" == expected)
        #expect(Fingerprint(rawValue: 1).description == "0000000000000001")
    }

    @Test func `labels are sorted by the bytes of their names`() throws {
        let names = ["b", "a", "ab", "é", "B", "_"]
        let set = try LabelSet(names.map { ($0, "v") }, in: symbols)
        #expect(set.labels.map { symbols.string($0.name) } == ["B", "_", "a", "ab", "b", "é"])
    }

    @Test func `every order of the same labels makes the same set`() throws {
        let pairs = [("a", "1"), ("b", "2"), ("c", "1"), ("d", "")]
        var sets: [LabelSet] = []
        for order in permutations(pairs) {
            sets.append(try LabelSet(order.map { (name: $0, value: $1) }, in: symbols))
        }
        #expect(sets.count == 24)
        #expect(Set(sets).count == 1)
        #expect(sets[0].count == 3)
    }

    @Test func `sets that differ in anything are different`() throws {
        var sets: Set<LabelSet> = [.empty]
        for first in 0..<20 {
            for second in 0..<20 {
                sets.insert(try LabelSet([("a", "\(first)"), ("b", "\(second)")], in: symbols))
                sets.insert(try LabelSet([("b", "\(first)"), ("c", "\(second)")], in: symbols))
            }
        }
        #expect(sets.count == 801)
    }

    @Test func `an empty value is the same as no label`() throws {
        let set = try LabelSet([("a", ""), ("b", "x")], in: symbols)
        #expect(set == (try LabelSet([("b", "x")], in: symbols)))
        #expect(set.value("a", in: symbols) == "")
        #expect(set.value("never seen", in: symbols) == "")
        #expect(set.value("b", in: symbols) == "x")
    }

    @Test func `a name that is there twice is refused, even with an empty value`() {
        for value in ["x", "", "y"] {
            #expect(throws: LabelError.duplicateName("a")) {
                try LabelSet([("a", "x"), ("b", "y"), ("a", value)], in: symbols)
            }
        }
    }

    @Test(arguments: [
        ("a", true, true, true), ("_9Z", true, true, true), ("a:b", false, true, true),
        ("9a", false, false, true), ("", false, false, false), ("a.b", false, false, true),
        ("é", false, false, true), ("a b", false, false, true), ("__name__", true, true, true),
    ])
    func `names are valid by their scheme`(name: String, label: Bool, metric: Bool, utf8: Bool) {
        #expect(NameScheme.legacy.isValid(labelName: name) == label)
        #expect(NameScheme.legacy.isValid(metricName: name) == metric)
        #expect(NameScheme.utf8.isValid(labelName: name) == utf8)
        #expect(NameScheme.utf8.isValid(metricName: name) == utf8)
        for (scheme, isValid) in [(NameScheme.legacy, label), (.utf8, utf8)] {
            let set = try? LabelSet([(name, "v")], in: symbols, names: scheme)
            #expect((set != nil) == isValid)
        }
    }

    @Test func `a builder is empty again after a set and after an error`() throws {
        var builder = LabelSetBuilder(symbols: symbols)
        try builder.append(name: "a".utf8.span, value: "1".utf8.span)
        try builder.append(name: "a".utf8.span, value: "2".utf8.span)
        let isRefused = (try? builder.finish()) == nil
        try builder.append(name: "a".utf8.span, value: "1".utf8.span)
        let set = try builder.finish()
        let empty = try builder.finish()
        #expect(isRefused)
        #expect(set == (try LabelSet([("a", "1")], in: symbols)))
        #expect(empty == .empty)
    }

    @Test func `too many labels are refused`() throws {
        let pairs = (0...LabelSet.maximumCount).map { (name: "l\($0)", value: "v") }
        #expect(try LabelSet(pairs.dropLast(), in: symbols).count == LabelSet.maximumCount)
        #expect(throws: LabelError.tooManyLabels) { try LabelSet(pairs, in: symbols) }
    }

    private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
        guard let last = elements.last else { return [[]] }
        return permutations(elements.dropLast()).flatMap { shorter in
            (0...shorter.count).map { place in
                var longer = shorter
                longer.insert(last, at: place)
                return longer
            }
        }
    }
}
