import CBuild

/// Which program this is.
package enum Build {
    package static let version = "0.1.0"

    /// The commit it was built from, or `unknown` outside of a checkout.
    package static let revision: String = {
        let revision = unsafe String(cString: tocsin_revision())
        return revision.isEmpty ? "unknown" : revision
    }()
}
