internal import Synchronization

/// What a program sets once for libraries that are not handed a provider.
private struct Globals {
    var provider = TracerProvider(.off)
    var propagator = CompositePropagator([])
}

private let globals = Mutex(Globals())

extension TracingOptions {
    fileprivate static var off: TracingOptions {
        var options = TracingOptions()
        options.isEnabled = false
        return options
    }
}

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
