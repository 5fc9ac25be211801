/// The span in which the current task works.
///
/// Tracing binds it; metrics and logs read it to point at the trace they belong to.
public enum ActiveSpan {
    /// The context of the innermost span, or `nil` outside of any.
    @TaskLocal public static var current: SpanContext?
}
