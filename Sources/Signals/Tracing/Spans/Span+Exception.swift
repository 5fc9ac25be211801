extension Span {
    /// Records an error that ends the work: status, `error.type` and an event `exception`.
    ///
    /// `attributes` win over those made from the error.
    public func recordException(_ error: any Error, attributes: Attributes = Attributes()) {
        guard let recording else { return }
        let type = String(reflecting: Swift.type(of: error))
        let message = String(describing: error)
        setAttribute(.errorType, .string(type))
        setStatus(.error(description: message))
        guard recording.recordsExceptionEvents else { return }
        var all: Attributes = [.exceptionType: .string(type), .exceptionMessage: .string(message)]
        all.merge(attributes)
        addEvent("exception", attributes: all)
    }
}
