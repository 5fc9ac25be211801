/// How much YAML is taken: every way in which a small file could cost much has a bound.
package struct YAMLLimits: Sendable {
    /// Bytes of the whole file.
    package var size = 8 << 20
    /// Sequences and mappings in each other, those behind aliases included.
    package var depth = 64
    /// Scalars, sequences and mappings as they are written.
    package var nodes = 1_000_000
    /// Nodes that aliases and merge keys repeat ("billion laughs").
    package var aliasedNodes = 100_000
    /// Lines that start with a percent sign: libyaml compares each `%TAG` with all before it.
    package var directives = 64

    package init() {}
}
