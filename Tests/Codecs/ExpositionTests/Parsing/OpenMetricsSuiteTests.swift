import Bytes
import Exposition
import Glibc
import Testing

/// The parser test data of the OpenMetrics project: each case is judged as the project judges it.
struct OpenMetricsSuiteTests {
    @Test func `every case is judged right`() throws {
        let cases = try OpenMetricsCase.all()
        guard !cases.isEmpty else {
            return print("skipped: no OpenMetrics data beside the checkout")
        }
        #expect(cases.count > 150)
        for test in cases {
            do throws(ExpositionError) {
                _ = try OpenMetricsParser.families(in: test.metrics)
                #expect(test.shouldParse, "\(test.name) was taken")
            } catch {
                #expect(!test.shouldParse, "\(test.name): \(error)")
                #expect(error.position != nil)
            }
        }
    }

    @Test func `every truncation of a good case is refused`() throws {
        for test in try OpenMetricsCase.all() where test.shouldParse && test.metrics.count < 1000 {
            let withoutLineFeed = test.metrics.last == 0x0A ? 1 : 0
            for length in 0..<(test.metrics.count - withoutLineFeed) {
                #expect(throws: ExpositionError.self, "\(test.name), \(length) bytes") {
                    try OpenMetricsParser.families(in: Array(test.metrics.prefix(length)))
                }
            }
        }
    }
}

struct OpenMetricsCase {
    let name: String
    let metrics: [UInt8]
    let shouldParse: Bool

    static func all() throws -> [OpenMetricsCase] {
        let root = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        let folder = "/\(root)/../shared/data/openmetrics"
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var cases: [OpenMetricsCase] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            guard let test = file("\(folder)/\(name)/test.json"),
                let metrics = file("\(folder)/\(name)/metrics")
            else { continue }
            let text = String(decoding: test, as: UTF8.self)
            let shouldParse = text.filter { $0 != " " }.contains("\"shouldParse\":true")
            cases.append(OpenMetricsCase(name: name, metrics: metrics, shouldParse: shouldParse))
        }
        return cases.sorted { $0.name < $1.name }
    }

    private static func file(_ path: String) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }
}
