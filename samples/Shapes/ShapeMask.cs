namespace CausalFusion.Samples.Shapes;

/// <summary>How much of each pixel a shape covers, found by 8×8 points in it.</summary>
internal static class ShapeMask
{
    private const int Points = 8;

    // A cross of arms as wide as a third of it; a triangle that stands on its base.
    private const double Arm = 1.0 / 3;

    /// <summary>Covered parts of pixels, row by row, each from 0 to 1; those outside of the shape's square are left as they are.</summary>
    /// <param name="kind">The shape.</param>
    /// <param name="x">Its middle from the left, in pixels.</param>
    /// <param name="y">Its middle from the top, in pixels.</param>
    /// <param name="radius">Half its width and height, in pixels.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="covered">Receives them: as many as the image has pixels, zeros.</param>
    public static void Cover(ShapeKind kind, double x, double y, double radius, int width, Span<float> covered)
    {
        int height = covered.Length / width;
        for (int row = Math.Max(0, (int)Math.Floor(y - radius)); row < Math.Min(height, Math.Ceiling(y + radius)); row++)
        {
            for (int column = Math.Max(0, (int)Math.Floor(x - radius)); column < Math.Min(width, Math.Ceiling(x + radius)); column++)
            {
                int inside = 0;
                for (int point = 0; point < Points * Points; point++)
                {
                    double px = (column + (((point % Points) + 0.5) / Points) - x) / radius;
                    double py = (row + (((point / Points) + 0.5) / Points) - y) / radius;
                    inside += Contains(kind, px, py) ? 1 : 0;
                }
                covered[(row * width) + column] = inside / (float)(Points * Points);
            }
        }
    }

    /// <summary>What a shape has in common with covered parts of pixels, as a part of what both cover; found by 4×4 points in each pixel.</summary>
    public static double LikenessTo(ReadOnlySpan<float> covered, double area, ShapeKind kind, double x, double y, double radius, int width)
    {
        const int Coarse = 4;
        int height = covered.Length / width;
        double both = 0, own = 0;
        for (int row = Math.Max(0, (int)Math.Floor(y - radius)); row < Math.Min(height, Math.Ceiling(y + radius)); row++)
        {
            for (int column = Math.Max(0, (int)Math.Floor(x - radius)); column < Math.Min(width, Math.Ceiling(x + radius)); column++)
            {
                int inside = 0;
                for (int point = 0; point < Coarse * Coarse; point++)
                {
                    double px = (column + (((point % Coarse) + 0.5) / Coarse) - x) / radius;
                    double py = (row + (((point / Coarse) + 0.5) / Coarse) - y) / radius;
                    inside += Contains(kind, px, py) ? 1 : 0;
                }
                double part = inside / (double)(Coarse * Coarse);
                own += part;
                both += Math.Min(part, covered[(row * width) + column]);
            }
        }
        return both / (area + own - both);
    }

    /// <summary>The area of a shape whose radius is 1.</summary>
    public static double Area(ShapeKind kind) => kind switch
    {
        ShapeKind.Circle => Math.PI,
        ShapeKind.Square => 4,
        ShapeKind.Triangle => 2,
        _ => 4 * Arm * (2 - Arm),
    };

    /// <summary>How far below its middle the center of gravity of a shape is whose radius is 1.</summary>
    public static double GravityBelowMiddle(ShapeKind kind) => kind == ShapeKind.Triangle ? 1.0 / 3 : 0;

    private static bool Contains(ShapeKind kind, double x, double y) => kind switch
    {
        ShapeKind.Circle => (x * x) + (y * y) <= 1,
        ShapeKind.Square => Math.Max(Math.Abs(x), Math.Abs(y)) <= 1,
        ShapeKind.Triangle => y <= 1 && Math.Abs(x) <= (y + 1) / 2,
        _ => Math.Min(Math.Abs(x), Math.Abs(y)) <= Arm && Math.Max(Math.Abs(x), Math.Abs(y)) <= 1,
    };
}
