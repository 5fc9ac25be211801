import Bytes

/// Parses OpenMetrics 1.0 and refuses everything the specification forbids.
///
/// The reader checks the lines, this parser what they mean together: which samples a family may
/// have, the order of its groups and timestamps, values, exemplars, names that clash.
package struct OpenMetricsParser {
    private var reader: ExpositionReader
    private var families: [ParsedFamily] = []
    /// Every name that a family uses or might use, with the family it belongs to.
    private var taken: [[UInt8]: String] = [:]
    private var current: OpenMetricsFamily?

    package static func families(
        in bytes: [UInt8],
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [ParsedFamily] {
        let reader = ExpositionReader(bytes, syntax: .openMetrics, isStrict: true, limits: limits)
        var parser = OpenMetricsParser(reader: reader)
        return try parser.run()
    }

    private init(reader: ExpositionReader) { self.reader = reader }

    private mutating func run() throws(ExpositionError) -> [ParsedFamily] {
        while let item = try reader.next() {
            switch item {
            case .help(let name, let text):
                try meet(name)
                try current?.setHelp(reader.string(text), at: reader.lineStart, in: reader.bytes)
            case .type(let name, let type):
                try meet(name)
                try current?.setType(type, at: reader.lineStart, in: reader.bytes)
            case .unit(let name, let unit):
                try meet(name)
                try current?.setUnit(reader.string(unit), at: reader.lineStart, in: reader.bytes)
            case .sample(let sample):
                try add(sample)
            }
        }
        try finishFamily()
        return families
    }

    /// Metadata of `name` comes: it belongs to the current family or begins the next one.
    private mutating func meet(_ name: ExpositionText) throws(ExpositionError) {
        let name = reader.string(name)
        guard let family = current?.family, same(family.name, name) else {
            try finishFamily()
            return try begin(name)
        }
        guard family.samples.isEmpty else {
            throw error("metadata of \"\(name)\" after its samples")
        }
    }

    private mutating func add(_ sample: ExpositionSample) throws(ExpositionError) {
        let name = reader.string(sample.name)
        if current?.takes(name) != true {
            if let current, same(current.family.name, name) {
                throw error("expected \(current.sampleNames), found \"\(name)\"")
            }
            try finishFamily()
            try begin(name)
        }
        try current?.add(reader.copy(of: sample), sample, in: reader.bytes)
    }

    private mutating func begin(_ name: String) throws(ExpositionError) {
        current = OpenMetricsFamily(
            ParsedFamily(name: name, offset: reader.lineStart, position: reader.position)
        )
    }

    private mutating func finishFamily() throws(ExpositionError) {
        guard let current else { return }
        try current.checkWhole(in: reader.bytes)
        for name in current.claimedNames {
            guard let owner = taken.updateValue(current.family.name, forKey: Array(name.utf8))
            else {
                continue
            }
            let message =
                same(owner, current.family.name)
                ? "a second family \"\(owner)\"; all its lines must stand together"
                : "the name \"\(name)\" clashes with the family \"\(owner)\""
            throw ExpositionError(at: current.family.offset, in: reader.bytes, message)
        }
        families.append(current.family)
        self.current = nil
    }

    private func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    private func error(_ message: String) -> ExpositionError {
        ExpositionError(at: reader.lineStart, in: reader.bytes, message)
    }
}
