/// Which program this is.
package enum Build {
    package static let version = "0.1.0"
    /// The commit it was built from, where whoever packages it says so.
    package static let revision = "unknown"

    package static let compiler: String = {
        #if compiler(>=6.4)
        "swift 6.4 or newer"
        #else
        "swift 6.3"
        #endif
    }()
}
