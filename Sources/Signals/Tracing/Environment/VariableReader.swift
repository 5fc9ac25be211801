/// Reads environment variables as OpenTelemetry wants them understood.
struct VariableReader {
    private let variables: [String: String]
    private let report: TracingProblem.Report

    /// No count or time is larger than this; it is more than any queue could hold.
    private static let largest = 1_000_000_000

    init(_ variables: [String: String], report: @escaping TracingProblem.Report) {
        self.variables = variables
        self.report = report
    }

    func refuse(_ name: String, _ reason: String) {
        report(.badVariable(name: name, reason: reason))
    }

    /// `nil` where the variable is absent or empty.
    private func text(_ name: String) -> String? {
        guard let value = variables[name] else { return nil }
        let trimmed = BaggageText.trimmed(value[...])
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// Only `true` is true, in any case.
    func bool(_ name: String) -> Bool {
        guard let text = text(name)?.lowercased() else { return false }
        if text != "true" && text != "false" { refuse(name, "\(text) is neither true nor false") }
        return text == "true"
    }

    func choice<Value>(_ name: String, of values: [String: Value]) -> Value? {
        guard let text = text(name)?.lowercased() else { return nil }
        if let value = values[text] { return value }
        let known = values.keys.sorted().joined(separator: ", ")
        refuse(name, "\(text) is none of \(known)")
        return nil
    }

    /// Members in lowercase, without empty ones; `nil` where the variable is absent or empty.
    func list(_ name: String) -> [String]? {
        text(name)?.lowercased().utf8.split(separator: UInt8(ascii: ","))
            .map { String(BaggageText.trimmed(Substring($0))) }.filter { !$0.isEmpty }
    }

    /// A whole number from 0.
    func count(_ name: String) -> Int? { number(name, from: 0) }

    /// A whole number from 1.
    func size(_ name: String) -> Int? { number(name, from: 1) }

    func milliseconds(_ name: String) -> Duration? {
        number(name, from: 0).map { .milliseconds($0) }
    }

    private func number(_ name: String, from least: Int) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), (least...Self.largest).contains(number) else {
            refuse(name, "\(text) is no whole number from \(least) to \(Self.largest)")
            return nil
        }
        return number
    }

    /// A number from 0 to 1.
    func ratio(_ name: String) -> Double? {
        guard let text = text(name) else { return nil }
        guard let ratio = Double(text), (0...1).contains(ratio) else {
            refuse(name, "\(text) is no number from 0 to 1")
            return nil
        }
        return ratio
    }
}
