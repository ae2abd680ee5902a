using CausalFusion.Randomness;

namespace CausalFusion.Samples.Shapes;

/// <summary>Makes up descriptions, of which a tenth is never trained on.</summary>
public static class SceneSampler
{
    private const uint HeldOutOf = 10;

    /// <summary>Makes up a description that is, or isn't, held out.</summary>
    /// <param name="random">Where it comes from.</param>
    /// <param name="pairs">The part of pairs, from 0 to 1; the others are single shapes, of which every other one says where.</param>
    /// <param name="heldOut">Whether it is to be one of those held out.</param>
    public static SceneDescription Next(RandomStream random, double pairs, bool heldOut)
    {
        ArgumentNullException.ThrowIfNull(random);
        while (true)
        {
            ShapeDescription first = ShapeDescription.Of(random.Next(ShapeDescription.Count));
            SceneDescription scene = random.NextDouble() < pairs
                ? SceneDescription.Pair(
                    first, (ShapeRelation)random.Next(Enum.GetValues<ShapeRelation>().Length),
                    ShapeDescription.Of(random.Next(ShapeDescription.Count)))
                : SceneDescription.Of(first, random.Next(2) == 0 ? null : (ShapePosition)random.Next(Enum.GetValues<ShapePosition>().Length));
            if (IsHeldOut(scene) == heldOut)
            {
                return scene;
            }
        }
    }

    /// <summary>
    /// Whether a description is held out from training: of single shapes one of each color, wherever it is, whose color, size and kind are seen
    /// together two by two; a pair by both shapes, whichever comes first.
    /// </summary>
    public static bool IsHeldOut(SceneDescription scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (scene.Second is null)
        {
            int color = (int)scene.First.Color;
            return (int)scene.First.Kind == color % Enum.GetValues<ShapeKind>().Length
                && (int)scene.First.Size == color % Enum.GetValues<ShapeSize>().Length;
        }
        uint[] numbers = [.. scene.Shapes.Select(NumberOf).Order()];
        uint hash = 0;
        foreach (uint number in numbers)
        {
            hash = (hash + number + 1) * 2654435769;
            hash ^= hash >> 15;
        }
        return hash % HeldOutOf == 0;
    }

    private static uint NumberOf(ShapeDescription shape) =>
        (uint)(((((int)shape.Color * Enum.GetValues<ShapeSize>().Length) + (int)shape.Size) * Enum.GetValues<ShapeKind>().Length) + (int)shape.Kind);
}
