import Bytes
import Exposition
import JSON

extension Tocsin {
    static let checkMetrics = Command(
        "check metrics",
        summary: "read an exposition strictly and lint it",
        details: [
            "Reads a file, or standard input for - or nothing. What does not parse ends with exit "
                + "code 1; what parses but goes against the conventions, with 3."
        ],
        operand: .init("FILE", count: 0...1),
        options: [
            CommandOption(
                "format",
                choices: ["text", "openmetrics", "protobuf"],
                summary: "what it is (default: openmetrics if it ends in # EOF, else text)"
            )
        ]
    ) { call in
        let path = call.operands.first ?? "-"
        let bytes = try path == "-" ? call.terminal.input() : InputFile.read(path)
        let source = path == "-" ? "standard input" : path
        let check = ExpositionCheck.run(bytes, format: format(call.value("format"), of: bytes))
        call.print(complaints(check, in: source))
        if !check.problems.isEmpty { return .failed }
        return check.findings.isEmpty ? .success : .lint
    }

    private static func format(_ named: String?, of bytes: [UInt8]) -> ExpositionFormat {
        switch named {
        case "openmetrics": .openMetrics1
        case "protobuf": .protobuf
        case "text": .text1
        default: bytes.suffix(6).elementsEqual("# EOF\n".utf8) ? .openMetrics1 : .text1
        }
    }

    private static func complaints(_ check: ExpositionCheck, in source: String) -> [Complaint] {
        check.problems.map { problem in
            Complaint(
                source: source,
                line: problem.position?.line,
                column: problem.position?.column,
                offset: problem.offset,
                severity: .error,
                text: problem.message
            )
        }
            + check.findings.map { finding in
                Complaint(
                    source: source,
                    line: finding.position?.line,
                    column: finding.position?.column,
                    offset: nil,
                    severity: .lint,
                    text: "\(finding.metric) \(finding.text)"
                )
            }
    }
}
