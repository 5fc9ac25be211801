internal import Synchronization

/// What a program sets once for libraries that are not handed a provider.
private let globals = Mutex<(provider: TracerProvider, propagator: CompositePropagator)>(
    (
        {
            var off = TracingOptions()
            off.isEnabled = false
            return TracerProvider(off)
        }(),
        CompositePropagator([])
    )
)

extension TracerProvider {
    /// The provider for libraries that are not handed one; it does nothing until it is set.
    public static var global: TracerProvider {
        get { globals.withLock { $0.provider } }
        set { globals.withLock { $0.provider = newValue } }
    }
}

extension CompositePropagator {
    /// The propagator for libraries that are not handed one; it does nothing until it is set.
    public static var global: CompositePropagator {
        get { globals.withLock { $0.propagator } }
        set { globals.withLock { $0.propagator = newValue } }
    }
}
