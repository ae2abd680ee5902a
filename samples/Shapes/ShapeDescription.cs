namespace CausalFusion.Samples.Shapes;

/// <summary>What a shape is like.</summary>
public sealed record ShapeDescription(ShapeColor Color, ShapeSize Size, ShapeKind Kind)
{
    /// <summary>How many there are.</summary>
    public static int Count { get; } = Enum.GetValues<ShapeColor>().Length * Enum.GetValues<ShapeSize>().Length * Enum.GetValues<ShapeKind>().Length;

    /// <summary>The one of a number, from 0 to <see cref="Count"/> − 1.</summary>
    public static ShapeDescription Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        int sizes = Enum.GetValues<ShapeSize>().Length, kinds = Enum.GetValues<ShapeKind>().Length;
        return new ShapeDescription((ShapeColor)(number / (sizes * kinds)), (ShapeSize)(number / kinds % sizes), (ShapeKind)(number % kinds));
    }
}
