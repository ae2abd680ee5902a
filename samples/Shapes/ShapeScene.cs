using System.Collections.Immutable;
using CausalFusion.Randomness;

namespace CausalFusion.Samples.Shapes;

/// <summary>What is in an image, exactly.</summary>
/// <param name="Description">What it shows.</param>
/// <param name="Shapes">The shapes and where they are.</param>
public sealed record ShapeScene(SceneDescription Description, ImmutableArray<PlacedShape> Shapes)
{
    internal const double SmallRadius = 0.14, LargeRadius = 0.21;

    private const double SizeJitter = 0.06, PlaceJitter = 0.025, PairPlaceJitter = 0.01, AcrossJitter = 0.12, Near = 0.25, Middle = 0.5, Far = 0.75;

    /// <summary>Places what is described somewhere that fits the description.</summary>
    /// <param name="description">What is to be shown; a single shape without a position is placed at any.</param>
    /// <param name="random">Where the places come from.</param>
    public static ShapeScene Place(SceneDescription description, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(random);
        if (description.Second is null)
        {
            int place = (int)(description.Position ?? (ShapePosition)random.Next(Enum.GetValues<ShapePosition>().Length));
            return new ShapeScene(
                description, [Shape(description.First, Along(place % 3) + Jitter(PlaceJitter), Along(place / 3) + Jitter(PlaceJitter))]);
        }
        (double first, double second) = description.Relation is ShapeRelation.Above or ShapeRelation.LeftOf ? (Near, Far) : (Far, Near);
        bool isVertical = description.Relation is ShapeRelation.Above or ShapeRelation.Below;
        return new ShapeScene(description, [Across(description.First, first), Across(description.Second, second)]);

        PlacedShape Across(ShapeDescription shape, double along)
        {
            (double a, double b) = (along + Jitter(PairPlaceJitter), Middle + Jitter(AcrossJitter));
            return isVertical ? Shape(shape, b, a) : Shape(shape, a, b);
        }

        PlacedShape Shape(ShapeDescription shape, double x, double y) =>
            new(shape, x, y, (shape.Size == ShapeSize.Small ? SmallRadius : LargeRadius) * (1 + Jitter(SizeJitter)));

        static double Along(int third) => third switch { 0 => Near, 1 => Middle, _ => Far };

        double Jitter(double most) => ((2 * random.NextDouble()) - 1) * most;
    }

    /// <summary>The position that a place is nearest to.</summary>
    internal static ShapePosition PositionAt(double x, double y)
    {
        return (ShapePosition)((3 * Third(y)) + Third(x));

        static int Third(double place) => place < (Near + Middle) / 2 ? 0 : place < (Middle + Far) / 2 ? 1 : 2;
    }
}
