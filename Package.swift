// swift-tools-version:6.2
import PackageDescription

/// Every Swift target is built with the same settings.
let house: [SwiftSetting] =
    [
        "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
        "NonisolatedNonsendingByDefault", "InferIsolatedConformances", "ImmutableWeakCaptures",
    ].map { .enableUpcomingFeature($0) } + [.treatAllWarnings(as: .error), .strictMemorySafety()]

/// The floors of the house, lowest first.
///
/// A target imports only from floors below its own and,
/// on its own floor, only what is listed here; `TidyTests` holds this.
let floors: [(name: String, rooms: [(name: String, needs: [String])])] = [
    (
        "Kernel",
        [
            ("Bytes", ["CLinux"]),
            ("Clocks", ["CLinux"]),
            ("Matching", ["Bytes", "CRE2"]),
            ("Labels", ["Bytes", "Matching"]),
            ("Disk", ["Bytes", "CLinux"]),
            ("TraceContext", []),
            ("Addresses", []),
        ]
    ),
    (
        "Codecs",
        [
            ("JSON", ["Bytes"]),
            ("YAML", ["Bytes", "Matching", "CYAML"]),
            ("Compression", ["Bytes", "CZlib"]),
            ("Wire", ["Bytes"]),
            ("Exposition", ["Bytes", "Clocks", "TraceContext", "Wire"]),
            (
                "OTLP",
                ["Bytes", "Clocks", "TraceContext", "JSON", "Wire", "Exposition", "COTLP"]
            ),
        ]
    ),
    (
        "Signals",
        [
            ("Metrics", ["Bytes", "Clocks", "Exposition", "TraceContext", "CLinux"]),
            ("Logging", ["Bytes", "Clocks", "JSON", "TraceContext"]),
            ("Tracing", ["Clocks", "TraceContext", "CLinux"]),
        ]
    ),
    (
        "Edges",
        [
            (
                "HTTPServer",
                [
                    "Bytes", "Clocks", "Addresses", "Disk", "Compression", "CMicroHTTPD",
                    "CCrypto",
                ]
            ),
            ("HTTPClient", ["Bytes", "Clocks", "Addresses", "Disk", "CLinux", "CCurl"]),
        ]
    ),
    (
        "App",
        [
            (
                "Service",
                [
                    "Bytes", "Clocks", "Disk", "Matching", "Exposition", "YAML", "Metrics",
                    "Logging", "HTTPServer", "CBuild", "CLinux",
                ]
            ),
            (
                "Commands",
                [
                    "Service", "Bytes", "Clocks", "Matching", "Exposition", "JSON", "YAML",
                    "Logging", "HTTPClient",
                ]
            ),
        ]
    ),
]

/// What a room's tests need besides the room, what it needs, and `TestKit`.
let extraTestNeeds: [String: [Target.Dependency]] = [
    "HTTPClient": ["HTTPServer"],
    "Metrics": ["JSON"],
    "OTLP": ["Metrics"],
    "Tracing": ["JSON"],
]

/// What runs beside peers in `scripts/bench`, each in a folder of `Benchmarks/`.
let benchmarks: [(name: String, folder: String, needs: [String])] = [
    ("bench-http", "HTTP", ["Bytes", "Clocks", "HTTPServer"]),
    (
        "bench-metrics", "Metrics",
        ["Metrics", "Exposition", "Compression", "Bytes", "TraceContext", "CLinux"]
    ),
    ("bench-traces", "Traces/Swift", ["Tracing", "TraceContext"]),
]

/// What is built, for `tocsin version`.
let revision = Context.gitInformation.map { git in
    git.currentCommit.prefix(12) + (git.hasUncommittedChanges ? "+" : "")
}

/// Floor 0: module maps and shims around C libraries, nothing else.
var targets: [Target] = [
    .target(name: "CLinux", path: "Sources/C/CLinux"),
    .target(
        name: "CBuild",
        path: "Sources/C/CBuild",
        cSettings: [.define("TOCSIN_REVISION", to: "\"\(revision ?? "")\"")]
    ),
    .target(
        name: "COTLP",
        path: "Sources/C/COTLP",
        exclude: ["Protobuf"],
        linkerSettings: [.linkedLibrary("protobuf-c")]
    ),
    .target(
        name: "CRE2",
        path: "Sources/C/CRE2",
        linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]
    ),
]
for library in ["CYAML", "CZlib", "CMicroHTTPD", "CCurl", "CCrypto"] {
    targets.append(.systemLibrary(name: library, path: "Sources/C/\(library)"))
}

/// A room and its tests.
func room(_ name: String, floor: String, needs: [String]) -> [Target] {
    let dependencies: [Target.Dependency] = needs.map { .byName(name: $0) }
    let room: Target = .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(floor)/\(name)",
        swiftSettings: house
    )
    let extra = extraTestNeeds[name] ?? []
    let tests: Target = .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies + [.byName(name: name), "TestKit"] + extra,
        path: "Tests/\(floor)/\(name)Tests",
        swiftSettings: house
    )
    return [room, tests]
}

for floor in floors {
    for (name, needs) in floor.rooms { targets += room(name, floor: floor.name, needs: needs) }
}
targets += [
    .executableTarget(
        name: "tocsin",
        dependencies: ["Commands"],
        path: "Sources/tocsin",
        swiftSettings: house
    ),
    .target(
        name: "TestKit",
        dependencies: ["Bytes", "Clocks", "Disk", "Metrics", "TraceContext"],
        path: "Sources/TestKit",
        swiftSettings: house
    ),
    .testTarget(
        name: "EndToEndTests",
        dependencies: [
            "TestKit", "Bytes", "Clocks", "Exposition", "HTTPServer", "JSON", "Metrics",
            "TraceContext",
        ],
        path: "Tests/EndToEndTests",
        swiftSettings: house
    ),
    .testTarget(
        name: "TidyTests",
        dependencies: ["TestKit", "JSON", "Bytes"],
        path: "Tests/TidyTests",
        swiftSettings: house
    ),
]

for (name, folder, needs) in benchmarks {
    targets.append(
        .executableTarget(
            name: name,
            dependencies: needs.map { .byName(name: $0) },
            path: "Benchmarks/\(folder)",
            swiftSettings: house
        )
    )
}

/// The fuzzers need libFuzzer's runtime, so only `scripts/fuzz`, which sets the variable, builds them.
if Context.environment["TOCSIN_FUZZ"] != nil {
    targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Bytes", "Clocks", "Exposition", "HTTPServer", "JSON", "Matching", "OTLP",
                "TraceContext", "Tracing", "Wire", "YAML",
            ],
            path: "Fuzz",
            swiftSettings: house,
            linkerSettings: [.unsafeFlags(["-use-ld=lld"])]
        )
    )
}

let package = Package(
    name: "tocsin",
    products: [
        .executable(name: "tocsin", targets: ["tocsin"]),
        .library(name: "Metrics", targets: ["Metrics", "TraceContext"]),
        .library(name: "Tracing", targets: ["Tracing", "TraceContext"]),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
