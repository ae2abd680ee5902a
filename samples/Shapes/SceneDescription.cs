namespace CausalFusion.Samples.Shapes;

/// <summary>What an image shows: a shape, perhaps somewhere; or two shapes, one of which is somewhere as seen from the other.</summary>
public sealed record SceneDescription
{
    private SceneDescription(ShapeDescription first, ShapePosition? position, ShapeRelation? relation, ShapeDescription? second) =>
        (First, Position, Relation, Second) = (first, position, relation, second);

    public ShapeDescription First { get; }

    /// <summary>Where the only shape is; null where that isn't said, and of pairs.</summary>
    public ShapePosition? Position { get; }

    /// <summary>Where the first of a pair is, as seen from the second.</summary>
    public ShapeRelation? Relation { get; }

    public ShapeDescription? Second { get; }

    /// <summary>The shapes, one or two.</summary>
    public IReadOnlyList<ShapeDescription> Shapes => Second is null ? [First] : [First, Second];

    public static SceneDescription Of(ShapeDescription shape, ShapePosition? position = null) => new(shape, position, null, null);

    public static SceneDescription Pair(ShapeDescription first, ShapeRelation relation, ShapeDescription second) =>
        new(first, null, relation, second);

    /// <summary>The same seen from the other shape of a pair.</summary>
    public SceneDescription Reversed() => Second is null ? this : Pair(Second, Opposite(Relation!.Value), First);

    /// <summary>Whether both say the same, whichever shape of a pair they begin with.</summary>
    public bool SaysTheSameAs(SceneDescription other) => this == other || Reversed() == other;

    private static ShapeRelation Opposite(ShapeRelation relation) => relation switch
    {
        ShapeRelation.Above => ShapeRelation.Below,
        ShapeRelation.Below => ShapeRelation.Above,
        ShapeRelation.LeftOf => ShapeRelation.RightOf,
        _ => ShapeRelation.LeftOf,
    };
}
