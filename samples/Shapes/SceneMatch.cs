namespace CausalFusion.Samples.Shapes;

/// <summary>What of a description holds: each for all of its shapes. Of a wrong number of shapes nothing does.</summary>
/// <param name="Count">Whether there are as many shapes.</param>
/// <param name="Color">Whether the colors are right.</param>
/// <param name="Kind">Whether the kinds are right.</param>
/// <param name="Size">Whether the sizes are right.</param>
/// <param name="Place">Whether the position or the relation is right, where there is one.</param>
public readonly record struct SceneMatch(bool Count, bool Color, bool Kind, bool Size, bool Place)
{
    public bool ColorAndKind => Color && Kind;

    public bool All => Count && Color && Kind && Size && Place;

    internal int Score => (Count ? 1 : 0) + (Color ? 2 : 0) + (Kind ? 2 : 0) + (Size ? 1 : 0) + (Place ? 1 : 0);

    /// <summary>What of a description another one, as a caption says it, has right. Where either says no position, none is asked for.</summary>
    public static SceneMatch Of(SceneDescription expected, SceneDescription? found)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (found is null || found.Shapes.Count != expected.Shapes.Count)
        {
            return new SceneMatch(false, false, false, false, false);
        }
        SceneMatch straight = Straight(expected, found), reversed = Straight(expected, found.Reversed());
        return straight.Score >= reversed.Score ? straight : reversed;
    }

    private static SceneMatch Straight(SceneDescription expected, SceneDescription found)
    {
        (ShapeDescription Expected, ShapeDescription Found)[] pairs = [.. expected.Shapes.Zip(found.Shapes)];
        return new SceneMatch(
            true, pairs.All(pair => pair.Expected.Color == pair.Found.Color), pairs.All(pair => pair.Expected.Kind == pair.Found.Kind),
            pairs.All(pair => pair.Expected.Size == pair.Found.Size),
            expected.Relation == found.Relation && (expected.Position is null || found.Position is null || expected.Position == found.Position));
    }
}
