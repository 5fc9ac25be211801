internal import Glibc

/// The process: its id, program and runtime. Arguments are left out, for they may hold secrets.
public struct ProcessDetector: ResourceDetector {
    public init() {}

    public var name: String { "process" }

    public func detect() -> Resource {
        var attributes: Attributes = [
            "process.pid": .int(Int64(getpid())),
            "process.runtime.name": "swift",
        ]
        if let path = ProcessFiles.executablePath {
            attributes["process.executable.path"] = .string(path)
            attributes["process.executable.name"] = .string(ProcessFiles.executableName)
        }
        return Resource(attributes)
    }
}

/// The machine: name, architecture and operating system.
public struct HostDetector: ResourceDetector {
    public init() {}

    public var name: String { "host" }

    public func detect() -> Resource {
        var attributes: Attributes = ["host.arch": .string(Self.architecture), "os.type": "linux"]
        let hostname = Self.firstLine(of: "/proc/sys/kernel/hostname")
        attributes["host.name"] = hostname.map { .string($0) }
        attributes["host.id"] = Self.firstLine(of: "/etc/machine-id").map { .string($0) }
        attributes["os.version"] =
            Self.firstLine(of: "/proc/sys/kernel/osrelease").map { .string($0) }
        return Resource(attributes)
    }

    private static func firstLine(of path: String) -> String? {
        ProcessFiles.read(path)?.split(separator: "\n").first.map { String($0) }
    }

    private static var architecture: String {
        #if arch(x86_64)
        "amd64"
        #elseif arch(arm64)
        "arm64"
        #else
        "unknown"
        #endif
    }
}

/// The container, where the kernel's files name one.
public struct ContainerDetector: ResourceDetector {
    private let files: [String]

    public init() { self.init(files: ["/proc/self/cgroup", "/proc/self/mountinfo"]) }

    init(files: [String]) { self.files = files }

    public var name: String { "container" }

    public func detect() -> Resource {
        for file in files {
            if let id = ProcessFiles.read(file).flatMap(Self.containerID) {
                return Resource(["container.id": .string(id)])
            }
        }
        return Resource()
    }

    /// The first run of 64 lowercase hexadecimal digits that stands by itself.
    static func containerID(in text: String) -> String? {
        text.split { !$0.isLetter && !$0.isNumber }
            .first { word in
                word.utf8.count == 64
                    && word.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
                    }
            }
            .map { String($0) }
    }
}

/// The service, as `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` tell it.
public struct ServiceDetector: ResourceDetector {
    private let variables: [String: String]

    public init(_ variables: [String: String]) { self.variables = variables }

    public var name: String { "service" }

    public func detect() throws -> Resource {
        var attributes = Attributes()
        if let list = variables["OTEL_RESOURCE_ATTRIBUTES"], !list.isEmpty {
            attributes = try ResourceAttributeList.parse(list)
        }
        if let name = variables["OTEL_SERVICE_NAME"], !name.isEmpty {
            attributes[.serviceName] = .string(name)
        }
        return Resource(attributes)
    }
}
