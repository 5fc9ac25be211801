import TestKit
import Testing

@testable import Tracing

struct ResourceTests {
    @Test func `T18: the updating resource wins where both have a key`() throws {
        let merged = try Resource(["a": 1, "b": 1]).merging(Resource(["b": 2, "c": 2]))
        #expect(merged.attributes == ["a": 1, "b": 2, "c": 2])
    }

    @Test(arguments: [("", "", ""), ("x", "", "x"), ("", "y", "y"), ("x", "x", "x")])
    func `T18: an empty schema yields to the other`(old: String, new: String, merged: String) throws
    {
        let both = try Resource(schemaURL: old).merging(Resource(schemaURL: new))
        #expect(both.schemaURL == merged)
    }

    @Test func `T18: different schemas do not fit together`() {
        let conflict = Resource.SchemaConflict(old: "x", updating: "y")
        #expect(throws: conflict) {
            try Resource(schemaURL: "x").merging(Resource(schemaURL: "y"))
        }
        #expect("\(conflict)" == "a resource of schema x cannot be updated by one of schema y")
    }

    @Test func `T18: every resource names a service and this library`() throws {
        let attributes = Resource.standard.attributes
        let name = try #require(attributes["service.name"])
        guard case .string(let text) = name else {
            Issue.record("no text")
            return
        }
        #expect(text.hasPrefix("unknown_service:"))
        #expect(text.utf8.count > "unknown_service:".utf8.count)
        #expect(attributes["telemetry.sdk.language"] == "swift")
        #expect(attributes["telemetry.sdk.name"] == "tocsin")
        #expect(attributes["telemetry.sdk.version"] != nil)
    }

    private struct Broken: ResourceDetector {
        let name = "broken"
        func detect() throws -> Resource { throw Failure("no such file") }
    }

    private struct Fixed: ResourceDetector {
        let name = "fixed"
        var resource: Resource
        func detect() -> Resource { resource }
    }

    @Test
    func `T18: a detector that fails is reported and left out, and so is one that does not fit`() {
        let problems = Problems()
        let detectors: [any ResourceDetector] = [
            Fixed(resource: Resource(["a": 1], schemaURL: "x")), Broken(),
            Fixed(resource: Resource()),
            Fixed(resource: Resource(["b": 1], schemaURL: "y")),
            Fixed(resource: Resource(["a": 2])),
        ]
        let resource = Resource.detected(by: detectors, report: problems.report)
        #expect(resource.attributes["a"] == 2)
        #expect(resource.attributes["b"] == nil)
        #expect(resource.schemaURL == "x")
        #expect(
            problems.list.map { "\($0)" } == [
                "the resource detector broken failed: no such file",
                "the resource detector fixed failed: "
                    + "a resource of schema x cannot be updated by one of schema y",
            ]
        )
    }

    @Test func `T18: the built-in detectors have the reserved names and see this machine`() {
        let detectors: [any ResourceDetector] = [
            ContainerDetector(), HostDetector(), ProcessDetector(), ServiceDetector([:]),
        ]
        #expect(detectors.map(\.name) == ["container", "host", "process", "service"])
        let problems = Problems()
        let attributes = Resource.detected(by: detectors, report: problems.report).attributes
        for key in [
            "process.pid", "process.executable.name", "process.runtime.name", "host.arch",
            "host.name",
        ] {
            #expect(attributes[AttributeKey(key)] != nil, "\(key)")
        }
        #expect(attributes["os.type"] == "linux")
        #expect(problems.list == [])
    }

    @Test func `T18: a container is recognized by its id, and nothing else is taken for one`() {
        let id = String(repeating: "0123456789abcdef", count: 4)
        let lines = [
            "12:pids:/docker/\(id)", "0::/system.slice/docker-\(id).scope",
            "613 605 254:1 /containers/\(id)/hostname /etc/hostname rw",
        ]
        for line in lines { #expect(ContainerDetector.containerID(in: line) == id) }
        for line in ["", "0::/", "\(id)0", id.uppercased(), String(id.dropLast())] {
            #expect(ContainerDetector.containerID(in: line) == nil)
        }
        #expect(ContainerDetector(files: ["/does/not/exist"]).detect() == Resource())
    }
}
