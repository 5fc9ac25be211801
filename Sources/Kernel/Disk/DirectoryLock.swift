/// Holds the lock on a directory until the last reference goes.
package final class DirectoryLock: Sendable {
    private let release: @Sendable () -> Void

    package init(release: @escaping @Sendable () -> Void) { self.release = release }

    deinit { release() }
}
