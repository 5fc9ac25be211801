/// Finds out something about where the program runs.
///
/// Not finding anything is no error: the resource is empty then.
public protocol ResourceDetector: Sendable {
    /// `container`, `host`, `process` and `service` are those of this library.
    var name: String { get }
    func detect() throws -> Resource
}

extension Resource {
    /// What every resource has: a service name made from the program's, and this library.
    public static var standard: Resource {
        var attributes: Attributes = [
            "telemetry.sdk.name": "tocsin",
            "telemetry.sdk.language": "swift",
            "telemetry.sdk.version": .string(TracingVersion.current),
        ]
        let executable = ProcessFiles.executableName
        let suffix = executable.isEmpty ? "" : ":\(executable)"
        attributes[.serviceName] = .string("unknown_service\(suffix)")
        return Resource(attributes)
    }

    /// The standard resource updated by what the detectors find, in this order.
    ///
    /// A detector that fails, or whose schema does not fit the others', is reported and left out.
    public static func detected(
        by detectors: [any ResourceDetector],
        report: TracingProblem.Report = TracingProblem.printed
    ) -> Resource {
        detectors.reduce(.standard) { resource, detector in
            do {
                return try resource.merging(detector.detect())
            } catch {
                report(.detectionFailed(detector: detector.name, reason: "\(error)"))
                return resource
            }
        }
    }
}

/// The version that `telemetry.sdk.version` tells.
enum TracingVersion {
    static let current = "0.1.0"
}
