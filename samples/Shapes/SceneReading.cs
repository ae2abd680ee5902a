using System.Collections.Immutable;

namespace CausalFusion.Samples.Shapes;

/// <summary>What was seen in an image.</summary>
/// <param name="Shapes">The shapes, the largest first.</param>
public sealed record SceneReading(ImmutableArray<ReadShape> Shapes)
{
    /// <summary>
    /// What the image shows, with the position of a single shape; null where there aren't one or two, or where it couldn't be told what one is.
    /// </summary>
    public SceneDescription? Description => Shapes switch
    {
        [{ Description: { } shape } only] => SceneDescription.Of(shape, ShapeScene.PositionAt(only.X, only.Y)),
        [{ Description: { } first } one, { Description: { } second } other] => SceneDescription.Pair(first, RelationOf(one, other), second),
        _ => null,
    };

    /// <summary>What of a description the image shows.</summary>
    /// <param name="expected">What the image should show.</param>
    public SceneMatch Match(SceneDescription expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (Shapes.Length != expected.Shapes.Count)
        {
            return new SceneMatch(false, false, false, false, false);
        }
        if (expected.Second is null)
        {
            return Match(expected.First, Shapes[0], expected.Position is not { } place || ShapeScene.PositionAt(Shapes[0].X, Shapes[0].Y) == place);
        }
        SceneMatch straight = Both(Shapes[0], Shapes[1]), crossed = Both(Shapes[1], Shapes[0]);
        return straight.Score >= crossed.Score ? straight : crossed;

        SceneMatch Both(ReadShape first, ReadShape second)
        {
            bool isPlaced = RelationOf(first, second) == expected.Relation;
            SceneMatch one = Match(expected.First, first, isPlaced), other = Match(expected.Second, second, isPlaced);
            return new SceneMatch(true, one.Color && other.Color, one.Kind && other.Kind, one.Size && other.Size, isPlaced);
        }
    }

    private static SceneMatch Match(ShapeDescription expected, ReadShape found, bool isPlaced) =>
        new(true, found.Color == expected.Color, found.Kind == expected.Kind, found.Size == expected.Size, isPlaced);

    private static ShapeRelation RelationOf(ReadShape first, ReadShape second)
    {
        double across = first.X - second.X, down = first.Y - second.Y;
        return Math.Abs(down) >= Math.Abs(across)
            ? down < 0 ? ShapeRelation.Above : ShapeRelation.Below
            : across < 0 ? ShapeRelation.LeftOf : ShapeRelation.RightOf;
    }
}
