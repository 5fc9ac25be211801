import Glibc

/// Where the build has put the executables of this package: beside the running tests.
package func builtProduct(_ name: String) throws -> String {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &path, path.count - 1)
    let own = String(
        decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) },
        as: UTF8.self
    )
    guard let slash = own.lastIndex(of: "/") else {
        throw Program.Failure(description: "cannot tell where the tests run from")
    }
    let product = "\(own[..<slash])/\(name)"
    guard unsafe access(product, X_OK) == 0 else {
        throw Program.Failure(description: "\(product) is not built")
    }
    return product
}
