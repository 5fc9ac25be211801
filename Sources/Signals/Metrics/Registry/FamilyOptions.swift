/// What a family of series may be told beyond its name, help and labels.
public struct FamilyOptions: Equatable, Sendable {
    /// How many series the family keeps before it counts everything new in one overflow series.
    public var cardinalityLimit: Int
    /// After how long without an update a series is forgotten; `nil` keeps all for ever.
    public var expiry: Duration?
    /// Whether updates inside of a sampled span keep that span as an exemplar.
    public var exemplars: Bool

    /// The limit that OpenTelemetry recommends.
    public static let defaultCardinalityLimit = 2000

    public init(
        cardinalityLimit: Int = Self.defaultCardinalityLimit,
        expiry: Duration? = nil,
        exemplars: Bool = false
    ) {
        self.cardinalityLimit = cardinalityLimit
        self.expiry = expiry
        self.exemplars = exemplars
    }
}
