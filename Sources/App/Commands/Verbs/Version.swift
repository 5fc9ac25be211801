import JSON
import Service

extension Tocsin {
    static let version = Command(
        "version",
        summary: "say which version this is"
    ) { call in
        call.print(
            Report(
                object: [
                    (name: "version", value: .string(Build.version)),
                    (name: "revision", value: .string(Build.revision)),
                ])
        )
        return .success
    }
}
